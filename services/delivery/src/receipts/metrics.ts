import { counter, gauge } from '@messenger/kit';

export const taken = counter('receipts_taken_total', 'Receipts asked for, by what came of them.', ['outcome']);
export const waiting = gauge('receipts_waiting', 'Receipts asked for and not answered yet.');
export const appends = counter('receipt_appends_total', 'Appends to the receipts of chats, by what came of them.', [
  'outcome',
]);
