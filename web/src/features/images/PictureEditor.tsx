import type { Attachment, Avatar as Picture } from '@messenger/proto';
import type { Result } from '@messenger/sync';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { FileInput } from './FileInput.tsx';
import { choose, refusalText } from './limits.ts';
import './PictureEditor.css';

type Props = {
  id: string;
  name: string;
  picture: Picture | null | undefined;
  /** Takes what was uploaded, or that there is to be none. */
  onChange: (picture: Attachment | undefined) => Promise<Result<unknown>>;
  /** An upload began, and how it ends: what was uploaded is taken by then. */
  onUpload?: (ended: Promise<Result<unknown>>) => void;
};

/** The picture of a person or group, with the ways to choose another one and to have none. */
export function PictureEditor(props: Props) {
  const sync = useSync();
  const [failure, setFailure] = createSignal<string>();
  /** How much of it is uploaded, from 0 to 1. */
  const [part, setPart] = createSignal<number>();
  let input: HTMLInputElement | undefined;
  let button: HTMLButtonElement | undefined;
  const busy = () => part() !== undefined;

  const change = async (picture: Attachment | undefined) => {
    const result = await props.onChange(picture);
    setFailure(result.ok ? undefined : failureText(result.error));
    if (document.activeElement === document.body) button?.focus();
  };
  const upload = async (file: File): Promise<Result<unknown>> => {
    setFailure(undefined);
    setPart(0);
    const uploaded = await sync.actions.upload(file, { purpose: 'avatar', onProgress: setPart });
    if (uploaded.ok) await change(uploaded.value);
    else setFailure(failureText(uploaded.error));
    setPart(undefined);
    return uploaded;
  };
  const take = (file: File | undefined) => {
    if (!file) return;
    const [refusal] = choose([file], 0).refused;
    if (refusal) return setFailure(refusalText(refusal));
    const ended = upload(file);
    props.onUpload?.(ended);
  };
  return (
    <div class="picture-editor">
      <Avatar id={props.id} name={props.name} picture={props.picture} size="huge" />
      <div class="picture-buttons">
        <Button
          ref={(element) => {
            button = element;
          }}
          busy={busy()}
          onClick={() => input?.click()}
        >
          {busy() ? words.settings.uploadingPicture(Math.round((part() ?? 0) * 100)) : words.settings.changePicture}
        </Button>
        <Show when={props.picture}>
          <Button look="quiet" busy={busy()} onClick={() => void change(undefined)}>
            {words.settings.removePicture}
          </Button>
        </Show>
      </div>
      <FileInput
        ref={(element) => {
          input = element;
        }}
        onChoose={([file]) => take(file)}
      />
      <Show when={failure()}>
        <p class="picture-flaw" role="alert">
          {failure()}
        </p>
      </Show>
    </div>
  );
}
