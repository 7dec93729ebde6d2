/**
 * An explorer of schedules: tries the orders of a few threads one after the other, until one breaks the program or all
 * were tried. Systematic concurrency testing, or deterministic simulation, with bytecode instrumentation by the JDK's own
 * ClassFile API and nothing else.
 *
 * <p>To be read in this order: {@link syncasync.explore.Explorer} is the door, {@code Search} goes through the schedules,
 * {@code Run} is one of them: a scheduler of virtual threads. {@code Weaver} instruments the classes, so that their code
 * calls {@code Points} before whatever another thread could notice, and the {@code Instead…} classes in place of what
 * would make threads of its own, wait by the machine's clock, or throw dice. {@code Order} knows what happened before
 * what, and names the races.
 *
 * <p>What a schedule chooses: who goes on; which of the waiting is notified; whether a time-out is over although others
 * could go on; which callback of an event loop's tick is next. What it does not: a wait never ends for no reason, and
 * memory is the same for all at every moment. What compilers and processors may make of accesses that nothing orders is
 * not tried: those are named as data races instead. A method of the JDK is one step, unless it calls back or waits.
 *
 * <p>The programs that hold it to its word are in {@code Zoo}, {@code ZooOfRareAnimals} and {@code ZooOfTools} among
 * the tests; {@code ZooReport} tells what each of them costs.
 * {@code ./mvnw -Pcross-check test -pl support-lib} asks Lincheck and Fray for a second opinion.
 */
package syncasync.explore;
