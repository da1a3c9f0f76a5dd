import { A, type AnchorProps, useLocation } from '@solidjs/router';
import { askedAgain } from './asked.ts';

/** A link to a message. Each click leads there, whether or not that is the address already. */
export function MessageLink(props: AnchorProps) {
  const location = useLocation();
  const way = () => askedAgain(location, props.href);
  return <A {...props} noScroll state={way().state} replace={way().replace || undefined} />;
}
