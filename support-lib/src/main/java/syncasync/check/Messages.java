package syncasync.check;

import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** The messages of failed assertions: whole sentences, what was expected and what happened. */
final class Messages {

    private Messages() {}

    /** The error to throw, led by what {@code as(...)} said the check is about. */
    static AssertionError failure(AbstractAssert<?, ?> check, String message) {
        String about = check.descriptionText();
        return new AssertionError(about.isEmpty() ? message : "[" + about + "] " + message);
    }

    static AssertionError failure(AbstractAssert<?, ?> check, String message, Object drawing, String hint) {
        return failure(check, message + "\n\n" + drawing + "\n\nHint: " + hint);
    }

    /** {@code "a", "b" and "c"}. */
    static String quoted(List<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String last = "\"" + names.getLast() + "\"";
        if (names.size() == 1) {
            return last;
        }
        StringBuilder text = new StringBuilder();
        for (String name : names.subList(0, names.size() - 1)) {
            text.append(text.isEmpty() ? "" : ", ").append('"').append(name).append('"');
        }
        return text + " and " + last;
    }
}
