import type { Chat } from '@messenger/proto';
import { useLocation, useNavigate } from '@solidjs/router';
import CalendarDays from 'lucide-solid/icons/calendar-days';
import { createSignal, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { dayKey, startOfDay } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Field } from '../../ui/Field.tsx';
import { askedAgain } from '../chat/asked.ts';

/** Goes to the first message of a day, or of the next day that has one. */
export function JumpToDate(props: { chat: Chat }) {
  const sync = useSync();
  const navigate = useNavigate();
  const location = useLocation();
  const [open, setOpen] = createSignal(false);
  const [flaw, setFlaw] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  let field: HTMLInputElement | undefined;
  const jump = async (day: string) => {
    const time = startOfDay(day);
    if (time === undefined) {
      setFlaw(words.chat.noDay);
      return field?.focus();
    }
    setBusy(true);
    const found = await sync.actions.firstSince(props.chat.id, time);
    setBusy(false);
    // Given up meanwhile.
    if (!open()) return;
    if (!found.ok || !found.value) {
      setFlaw(found.ok ? words.chat.noSuchDay : failureText(found.error));
      // Which says it aloud.
      return field?.focus();
    }
    setOpen(false);
    const to = `/chat/${props.chat.id}/message/${found.value.id}`;
    // As a link to a message: there again, too.
    navigate(to, askedAgain(location, to));
  };
  return (
    <>
      <Button
        look="quiet"
        aria-haspopup="dialog"
        onClick={() => {
          setFlaw(undefined);
          setOpen(true);
        }}
      >
        <CalendarDays size={16} />
        {words.chat.jumpToDate}
      </Button>
      <Show when={open()}>
        <Dialog title={words.chat.jumpToDate} onClose={() => setOpen(false)}>
          <form
            class="dialog-body scrolls"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void jump(String(new FormData(event.currentTarget).get('day')));
            }}
          >
            <Field
              label={words.chat.day}
              type="date"
              name="day"
              min={dayKey(props.chat.createdAt, clock())}
              max={dayKey(clock().now, clock())}
              value={dayKey(clock().now, clock())}
              flaw={flaw()}
              ref={(element: HTMLInputElement) => {
                field = element;
              }}
              onInput={() => setFlaw(undefined)}
            />
            <div class="dialog-actions">
              <Button onClick={() => setOpen(false)}>{words.chat.cancel}</Button>
              <Button type="submit" look="primary" busy={busy()}>
                {words.chat.jump}
              </Button>
            </div>
          </form>
        </Dialog>
      </Show>
    </>
  );
}
