import Pencil from 'lucide-solid/icons/pencil';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, For, type ParentProps, Show } from 'solid-js';
import { Tick } from '../features/chat/Tick.tsx';
import { UpdateNotice } from '../features/shell/UpdateNotice.tsx';
import { KeyNames } from '../features/shortcuts/Help.tsx';
import { setTheme, theme } from '../lib/theme.ts';
import { usePageTitle } from '../lib/title.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Radios, Select, Switch } from '../ui/Choice.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Empty } from '../ui/Empty.tsx';
import { Field } from '../ui/Field.tsx';
import { Mark } from '../ui/Mark.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuSigns } from '../ui/Menu.tsx';
import { UnreadBadge } from '../ui/UnreadBadge.tsx';
import '../features/chat/MessageRow.css';
import './Gallery.css';

const names = ['Ann Lindqvist', 'Ben Okafor', '陳大文', 'محمد علي', 'x', 'Zoë', 'Łukasz', 'Éva Szabó'];
const looks = ['primary', 'plain', 'quiet', 'link', 'danger'] as const;
const colours = [
  'canvas',
  'surface',
  'raised',
  'line',
  'field-line',
  'text',
  'muted',
  'accent',
  'danger',
  'warn',
  'ok',
];

/** `/ui`, in development: every widget in every state. */
export default function Gallery() {
  const [rtl, setRtl] = createSignal(false);
  const [open, setOpen] = createSignal<'dialog' | 'confirm'>();
  const [on, setOn] = createSignal(true);
  const [choice, setChoice] = createSignal('all');
  let asker: HTMLButtonElement | undefined;
  usePageTitle(() => 'Widgets');
  const options = [
    { value: 'all', label: 'All messages', hint: 'Whatever is written.' },
    { value: 'none', label: 'None' },
  ];
  return (
    <main class="gallery" dir={rtl() ? 'rtl' : 'ltr'}>
      <header>
        <h1>Widgets</h1>
        <Select
          label="Theme"
          value={theme()}
          options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: value }))}
          onChange={setTheme}
        />
        <Switch label="Right to left" checked={rtl()} onChange={setRtl} />
      </header>
      <Part title="Colours">
        <For each={colours}>
          {(name) => (
            <span class="gallery-colour">
              <span style={{ background: `var(--${name})` }} />
              {name}
            </span>
          )}
        </For>
      </Part>
      <Part title="Type">
        <h3 class="gallery-title">Title 20/28</h3>
        <p>Message 15/22: every message counted, none missing.</p>
        <p class="gallery-meta">Meta 13/18: yesterday at 14:03 · edited</p>
        <code class="gallery-code">const code = 13.5 / 20;</code>
      </Part>
      <Part title="Mark">
        <Mark size={14} />
        <Mark size={28} />
        <Mark size={28} typing />
      </Part>
      <Part title="Pictures">
        <For each={names}>{(name, n) => <Avatar id={`person-${n()}`} name={name} />}</For>
        <For each={['small', 'medium', 'large', 'huge'] as const}>
          {(size) => <Avatar id="size" name="Ben Okafor" size={size} presence="online" />}
        </For>
        <Avatar id="away" name="Cleo" size="large" presence="away" />
        <Avatar id="offline" name="Dan" size="large" presence="offline" />
        <Avatar id="broken" name="Eve" size="large" picture={{ id: 'missing' } as never} />
      </Part>
      <Part title="Buttons">
        <For each={looks}>{(look) => <Button look={look}>{look}</Button>}</For>
        <For each={looks}>
          {(look) => (
            <Button look={look} disabled>
              disabled
            </Button>
          )}
        </For>
        <Button look="primary" busy>
          busy
        </Button>
        <IconButton label="Edit">
          <Pencil size={20} />
        </IconButton>
        <IconButton label="Open" aria-expanded="true">
          <Pencil size={20} />
        </IconButton>
      </Part>
      <Part title="Fields">
        <Field label="Name" />
        <Field label="With a hint" hint="At most 100 characters." value="Annika" />
        <Field label="With a flaw" flaw="Give the group a name." value="" />
        <Field label="Password" type="password" value="secret" />
        <Field label="Since" type="date" value="2026-11-25" />
        <Select
          label="Order"
          value="newest"
          options={[{ value: 'newest', label: 'Newest first' }]}
          onChange={() => {}}
        />
      </Part>
      <Part title="Choices">
        <Switch label="On or off" hint="What it means." checked={on()} onChange={setOn} />
        <Switch label="Off" checked={false} onChange={() => {}} />
        <Switch label="Not to be had" checked={false} disabled onChange={() => {}} />
        <Radios label="Notifications" value={choice()} options={options} onChange={setChoice} />
      </Part>
      <Part title="Marks of a message">
        <For each={['waiting', 'sent', 'delivered', 'read', 'failed'] as const}>
          {(progress) => <Tick progress={progress} count={undefined} />}
        </For>
        <Tick progress="read" count={3} />
        <UnreadBadge count={7} muted={false} />
        <UnreadBadge count={100} muted />
        <KeyNames keys={{ key: 'k', mod: true }} />
        <KeyNames keys={{ key: 'arrowdown', alt: true, shift: true }} />
      </Part>
      <Part title="Menus and windows">
        <Menu label="Menu" trigger={<Pencil size={20} />}>
          <MenuSigns signs={['👍', '❤️', '😂']} label={(sign) => `React with ${sign}`} onSelect={() => {}} />
          <MenuLine />
          <MenuItem icon={<Pencil size={16} />} onSelect={() => {}}>
            Edit
          </MenuItem>
          <MenuItem danger icon={<Trash size={16} />} onSelect={() => {}}>
            Delete
          </MenuItem>
          <MenuChoice
            label="Theme"
            value="light"
            options={[{ value: 'light', label: 'Light', icon: Pencil }]}
            onChange={() => {}}
          />
        </Menu>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button
          ref={(element) => {
            asker = element;
          }}
          onClick={() => setOpen('confirm')}
        >
          Question
        </Button>
      </Part>
      <Part title="Waiting and empty">
        <span class="bone gallery-bone" />
        <Empty title="No contacts yet." body="Search above for someone, send a request, and write to each other.">
          <Button look="primary">Find people</Button>
        </Empty>
      </Part>
      <UpdateNotice text="A new version is ready." onReload={() => {}} />
      <Show when={open() === 'dialog'}>
        <Dialog title="A window" onClose={() => setOpen(undefined)}>
          <div class="dialog-body scrolls">
            <p>Esc and a click beside it close it.</p>
            <div class="dialog-actions">
              <Button look="primary" onClick={() => setOpen(undefined)}>
                Done
              </Button>
            </div>
          </div>
        </Dialog>
      </Show>
      <Show when={open() === 'confirm'}>
        <Confirm
          open
          title="Delete this message?"
          body="It goes for everyone in this chat. Its place stays."
          confirm="Delete"
          cancel="Cancel"
          returnFocus={() => asker}
          onConfirm={() => {}}
          onClose={() => setOpen(undefined)}
        />
      </Show>
    </main>
  );
}

function Part(props: ParentProps<{ title: string }>) {
  return (
    <section>
      <h2>{props.title}</h2>
      <div class="gallery-row">{props.children}</div>
    </section>
  );
}
