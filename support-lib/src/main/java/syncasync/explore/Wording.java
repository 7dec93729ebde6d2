package syncasync.explore;

import java.util.Collection;
import java.util.Map;

/** How values and errors are told. */
final class Wording {
    private static final int LONGEST = 40;

    private Wording() {}

    /** What an exception says, in one line: a failed check by its message alone. */
    static String of(Throwable error) {
        String message =
                error.getMessage() == null ? "" : error.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        if (error instanceof AssertionError && !message.isEmpty()) return message;
        return error.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    /** {@code an Account}. */
    static String a(Class<?> type) {
        String name = typeName(type);
        return ("AEIOUaeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
    }

    static String typeName(Class<?> type) {
        if (type.isArray()) return typeName(type.getComponentType()) + "[]";
        if (type.isHidden()) return "lambda";
        String name = type.getSimpleName();
        if (type.getName().startsWith("java.util.Collections$Synchronized")) {
            return "synchronized" + name.substring("Synchronized".length()).replace("RandomAccess", "");
        }
        return name.isEmpty() ? typeName(type.getSuperclass()) : name;
    }

    /** A value in a few characters; nothing of the program's own code is called. */
    static String of(Object value) {
        String text = switch (value) {
            case null -> "null";
            case String s -> '"' + s + '"';
            case Character c -> "'" + c + "'";
            case Number n when n.getClass().getName().startsWith("java.") -> n.toString();
            case Boolean b -> b.toString();
            case Enum<?> e -> e.name();
            case Thread t -> t.getName();
            case Class<?> c -> typeName(c);
            case Collection<?> c when isJdks(c) -> typeName(c.getClass());
            case Map<?, ?> m when isJdks(m) -> typeName(m.getClass());
            default -> a(value.getClass());
        };
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    private static boolean isJdks(Object object) {
        return object.getClass().getName().startsWith("java.");
    }
}
