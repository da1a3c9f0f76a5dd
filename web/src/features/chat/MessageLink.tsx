import { A, type AnchorProps, useLocation } from '@solidjs/router';

/** A link to a message. Each click leads there, whether or not that is the address already. */
export function MessageLink(props: AnchorProps) {
  const location = useLocation();
  // With a state of its own each time: going to where one is would be nothing to the router.
  return <A {...props} noScroll state={{}} replace={location.pathname === props.href || undefined} />;
}
