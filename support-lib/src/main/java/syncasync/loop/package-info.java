/**
 * The event loop: ready queue, timers, sockets; futures, tasks, coroutines and groups on it. It imports
 * {@link syncasync.host} only, and draws nothing: what it does is seen by a {@link syncasync.loop.LoopObserver}.
 */
package syncasync.loop;
