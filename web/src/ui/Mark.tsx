import './Mark.css';

/** The product's sign: 1 0 0 0, which is also a caret and someone typing. `typing` lets the rings breathe. */
export function Mark(props: { size?: number; typing?: boolean }) {
  const height = () => props.size ?? 20;
  return (
    <svg
      class="mark"
      data-typing={props.typing ? '' : undefined}
      width={(height() * 26) / 14}
      height={height()}
      viewBox="0 0 26 14"
      aria-hidden="true"
    >
      <path d="M2 1.5v11" />
      <circle cx="8" cy="7" r="2.4" />
      <circle cx="15.2" cy="7" r="2.4" />
      <circle cx="22.4" cy="7" r="2.4" />
    </svg>
  );
}
