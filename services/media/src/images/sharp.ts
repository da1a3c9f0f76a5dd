import sharp from 'sharp';

// Files of strangers are decoded by these four and by nothing else that the library knows.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadWebpBuffer',
  ],
});
// No image is decoded twice in the same way: to remember how would only take memory.
sharp.cache(false);

export { sharp };
