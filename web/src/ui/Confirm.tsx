import * as AlertDialog from '@kobalte/core/alert-dialog';
import { Button } from './Button.tsx';
import './Dialog.css';

type Props = {
  open: boolean;
  title: string;
  body: string;
  confirm: string;
  cancel: string;
  /** Where the focus goes when it closes. */
  returnFocus: () => HTMLElement | undefined;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something that others notice. Esc and a click beside it mean no. */
export function Confirm(props: Props) {
  return (
    <AlertDialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay class="dialog-scrim" />
        <div class="dialog-place" data-shape="ask">
          <AlertDialog.Content
            class="dialog"
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              props.returnFocus()?.focus();
            }}
          >
            <AlertDialog.Title class="dialog-title">{props.title}</AlertDialog.Title>
            <AlertDialog.Description class="dialog-text">{props.body}</AlertDialog.Description>
            <div class="dialog-actions">
              <AlertDialog.CloseButton class="button" data-look="plain" aria-label={props.cancel}>
                {props.cancel}
              </AlertDialog.CloseButton>
              <Button
                look="danger"
                onClick={() => {
                  props.onConfirm();
                  props.onClose();
                }}
              >
                {props.confirm}
              </Button>
            </div>
          </AlertDialog.Content>
        </div>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
