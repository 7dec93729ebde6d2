package syncasync.kernel;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Plain text of a value, the same in every run: without identity hashes, with what is in an array, and of what is huge
 * only the beginning.
 */
final class ValueText {

    static final int ELEMENTS = 300; // of one array or collection
    static final int CHARACTERS = 20_000;
    private static final int ALL_ELEMENTS = 2_000; // of those within one another

    private final StringBuilder out = new StringBuilder();
    private final Set<Object> around = Collections.newSetFromMap(new IdentityHashMap<>());
    private int left = ALL_ELEMENTS;

    private ValueText() {}

    static String of(Object value) {
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return shortened(String.valueOf(value.toString()));
        }
        Class<?> type = value.getClass();
        if (!isContainer(value)) {
            String text = String.valueOf(value.toString());
            if (isDefault(text, type)) {
                String name = JvmNames.of(type);
                return name.endsWith("lambda") ? name : name + " object";
            }
            return JvmNames.withoutHashes(shortened(text));
        }
        var text = new ValueText();
        text.add(value);
        return JvmNames.withoutHashes(shortened(text.out.toString()));
    }

    /** What {@link Object#toString} says. Not compared with {@code hashCode}, which may be a learner's code. */
    private static boolean isDefault(String text, Class<?> type) {
        String begin = type.getName() + "@";
        return text.startsWith(begin) && text.substring(begin.length()).matches("[0-9a-f]{1,8}");
    }

    /** An array, or a collection or map of the JDK, whose text is known to be that of its elements. */
    private static boolean isContainer(Object value) {
        return value != null
                && (value.getClass().isArray()
                        || (value instanceof Collection || value instanceof Map)
                                && value.getClass().getClassLoader() == null);
    }

    private void add(Object value) {
        if (!isContainer(value)) {
            out.append(value);
        } else if (!around.add(value)) {
            out.append(
                    value instanceof Map ? "(this Map)" : value instanceof Collection ? "(this Collection)" : "[...]");
        } else {
            switch (value) {
                case Map<?, ?> map -> addAll('{', map.entrySet().iterator(), map.size(), '}');
                case Collection<?> many -> addAll('[', many.iterator(), many.size(), ']');
                default -> addAll('[', elements(value), Array.getLength(value), ']');
            }
            around.remove(value);
        }
    }

    private static Iterator<Object> elements(Object array) {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < Array.getLength(array);
            }

            @Override
            public Object next() {
                return Array.get(array, next++);
            }
        };
    }

    private void addAll(char open, Iterator<?> elements, int size, char close) {
        out.append(open);
        int shown = 0;
        while (elements.hasNext() && shown < ELEMENTS && left > 0 && out.length() < CHARACTERS) {
            out.append(shown == 0 ? "" : ", ");
            shown++;
            left--;
            if (elements.next() instanceof Object element) {
                if (element instanceof Map.Entry<?, ?> entry && open == '{') {
                    add(entry.getKey());
                    out.append('=');
                    add(entry.getValue());
                } else {
                    add(element);
                }
            } else {
                out.append("null");
            }
        }
        if (elements.hasNext()) {
            out.append(shown == 0 ? "" : ", ").append("… %,d more".formatted(Math.max(1, size - shown)));
        }
        out.append(close);
    }

    private static String shortened(String text) {
        return text.length() <= CHARACTERS + 100
                ? text
                : text.substring(0, CHARACTERS) + "… %,d more characters".formatted(text.length() - CHARACTERS);
    }
}
