package syncasync.explore;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/**
 * Marks a static method that instrumented code calls in place of a method of the JDK that has the same name (a
 * constructor's is {@code _new}). Its parameters are those of the original, after the receiver if there is one, and last
 * the number of the site.
 */
@Retention(RetentionPolicy.RUNTIME)
@interface InPlaceOf {
    /** The class whose method it is. A call of the method of a sub class counts as well. */
    Class<?> value();
}
