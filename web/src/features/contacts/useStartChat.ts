import { useNavigate } from '@solidjs/router';
import { useSync } from '../../sync/context.tsx';
import type { Doing } from './createDoing.ts';

/** Opens the direct chat with a contact, making it if need be. */
export function useStartChat(doing: Doing): (userId: string) => void {
  const sync = useSync();
  const navigate = useNavigate();
  return async (userId) => {
    const result = await doing.run(userId, () => sync.actions.createDirect(userId));
    if (result?.ok) navigate(`/chat/${result.value.id}`);
  };
}
