import ImagePlus from 'lucide-solid/icons/image-plus';
import { words } from '../../lib/strings.ts';
import { IconButton } from '../../ui/Button.tsx';
import { FileInput } from './FileInput.tsx';

/** Opens the device's own list of images. */
export function AttachButton(props: { onChoose: (files: File[]) => void }) {
  let input: HTMLInputElement | undefined;
  return (
    <>
      <IconButton class="composer-tool" label={words.chat.attach} onClick={() => input?.click()}>
        <ImagePlus size={20} />
      </IconButton>
      <FileInput
        multiple
        ref={(element) => {
          input = element;
        }}
        onChoose={(files) => props.onChoose(files)}
      />
    </>
  );
}
