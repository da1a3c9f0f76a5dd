import { uploadTypes } from '@messenger/proto/form-limits';

/** The device's own list of images: a click on it opens that. */
export function FileInput(props: {
  multiple?: boolean;
  ref: (input: HTMLInputElement) => void;
  onChoose: (files: File[]) => void;
}) {
  return (
    <input
      ref={(element) => props.ref(element)}
      type="file"
      multiple={props.multiple}
      hidden
      accept={uploadTypes.join(',')}
      onChange={(event) => {
        props.onChoose([...(event.currentTarget.files ?? [])]);
        // The same file can be chosen again.
        event.currentTarget.value = '';
      }}
    />
  );
}
