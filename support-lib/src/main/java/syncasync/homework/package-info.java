/**
 * Homework that can be graded: what a test cell observes of a student's code, and the marks that it awards for it.
 *
 * <p>A test cell has two halves. The first runs the student's code and {@linkplain syncasync.homework.Homework#observe
 * observes} plain data; the second, below a line {@code /// CHECK}, {@linkplain syncasync.homework.Homework#award awards}
 * marks for what was {@linkplain syncasync.homework.Homework#seen seen}. In a notebook both run one after the other. When
 * homework is graded, the first half runs in a JVM with the student's code, and the second in one that never ran it.
 */
package syncasync.homework;
