import { counter, gauge, histogram } from '@messenger/kit';

export const received = counter('media_received_bytes_total', 'Bytes of files that were uploaded');
export const stored = counter('media_stored_bytes_total', 'Bytes put into the store, by variant', ['variant']);
export const served = counter('media_served_bytes_total', 'Bytes of images sent, by variant', ['variant']);
export const refusals = counter('media_refusals_total', 'Uploads that were not taken, by reason', ['reason']);
export const removed = counter('media_removed_total', 'Images that were removed, by reason', ['reason']);
export const uploadsNow = gauge('media_uploads', 'Uploads in work');

/** `receive`, `wait` (for a turn to decode), `original`, `medium`, `thumbnail`, `store`. */
export const stage = histogram('media_stage_seconds', 'How long each stage of an upload takes', ['stage']);
