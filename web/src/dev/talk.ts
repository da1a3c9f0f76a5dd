/** [author: 0 me, 1 the other; minutes before now; text] */
export const talk: [0 | 1, number, string][] = [
  [1, 1560, 'Morning. Did the Lisbon group confirm the room for Thursday?'],
  [0, 1556, 'They did: the large one on the third floor, from nine.'],
  [0, 1555, 'I asked for the long table, not the rows.'],
  [1, 1551, 'Good. Rows make people whisper.'],
  [1, 1490, 'One more thing before I forget: the caterer wants the number of vegetarians by noon.'],
  [
    0,
    1474,
    'Eleven of thirty-two. Ines has the list with the allergies, I’ll forward it once she is back from the dentist.',
  ],
  [1, 1473, '👍'],
  [1, 140, 'I went through the draft on the train. It reads well now, the second part most of all.'],
  [
    1,
    139,
    'Three small things:\n\n1. The table on page 4 still has last year’s figures.\n2. “Roughly a thousand” should be 1,043. We counted.\n3. The photo of the harbour needs a credit.',
  ],
  [0, 131, 'Thank you for reading it so closely.'],
  [0, 130, 'The figures are fixed. For the photo I only know that it came from Hugo, so I’ve asked him.'],
  [1, 128, 'He’ll know. He took half of them himself, from the ferry.'],
  [0, 64, 'He did. Credit is in: “Hugo Marchetti, 2026”.'],
  [1, 62, 'Then send it off before we find something else.'],
  [0, 61, 'Sent.'],
  [1, 60, '🎉'],
  [1, 9, 'They wrote back already. They like it, and ask whether we could print forty instead of thirty.'],
  [1, 8, 'Same paper, same fold. I’d say yes.'],
  [0, 4, 'Yes. Ten more cost us next to nothing, and someone always takes two.'],
];

export const lines = [
  'See you at the station then.',
  'The second one, without a doubt.',
  'I’ll bring the maps and the thermos.',
  'Could you look at the invoice from October? Something is off by a cent.',
  'Thank you, that helps a lot.',
  '好的，明天见',
  'No hurry at all.',
  'It works again. It was the cable.',
  'Half past seven, by the fountain',
];
