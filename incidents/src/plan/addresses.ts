/** Where things are. Between client and server stands a router with an address in each network. */
export const LOOPBACK = '127.0.0.1'
export const CLIENT = { address: '10.77.1.2', router: '10.77.1.1' }
export const SERVER = { address: '10.77.2.2', router: '10.77.2.1' }

/** A private tmpfs that goes away with the mount namespace: nothing to clean up, even after SIGKILL. */
export const SCRATCH = '/dev/shm'
