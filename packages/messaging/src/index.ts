export * from './bus.ts';
export * from './call.ts';
export { holdLease, type Lease, type LeaseOptions } from './leases/hold-lease.ts';
export * from './requester.ts';
export * from './serve.ts';
