export { BrokenPromise, fuzzRequests } from '../test/csr/fuzz-requests.ts';
