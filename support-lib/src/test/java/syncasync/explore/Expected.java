package syncasync.explore;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What the explorer has to say of a program of the {@link Zoo}. */
@Retention(RetentionPolicy.RUNTIME)
@interface Expected {
    Answer value();

    /** What the reason has to contain. */
    String because() default "";

    /** What the races named have to be: one text of each, in any order. */
    String[] races() default {};
}
