package syncasync.homework;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import syncasync.functions.Unchecked;
import syncasync.json.Json;

/**
 * Serialization of what is observed: makes of a value what JSON can say, numbers, texts, booleans, lists and maps.
 * Collections may be a student's own, and endless, so it counts.
 */
final class PlainData {
    private static final int DEEPEST = 50;

    private final String key;
    private long left;

    private PlainData(String key, long most) {
        this.key = key;
        this.left = most;
    }

    /**
     * The value as JSON.
     *
     * @param key what it is observed as, for messages
     * @param most characters
     * @throws IllegalArgumentException if it is no plain data, or too much
     */
    static String json(String key, Object value, long most) {
        var data = new PlainData(key, most);
        String json = Json.write(data.plain(value, 0));
        if (json.length() > most) {
            throw data.tooLarge();
        }
        return json;
    }

    private Object plain(Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException(
                    "\"" + key + "\" is nested more than " + DEEPEST + " deep; does it contain itself?");
        }
        uses(1);
        return switch (value) {
            case null -> null;
            case String text -> text(text);
            case StringBuilder text -> text(text.toString());
            case Character c -> c.toString();
            case Boolean b -> b;
            case Byte n -> n.intValue();
            case Short n -> n.intValue();
            case Integer n -> n;
            case Long n -> n;
            case Float n -> Double.valueOf(n.toString());
            case Double n -> n;
            case AtomicInteger n -> n.get();
            case AtomicLong n -> n.get();
            case LongAdder n -> n.sum();
            case AtomicBoolean b -> b.get();
            case Duration d -> millis(d);
            case Enum<?> e -> e.name();
            case Optional<?> o -> plain(o.orElse(null), depth + 1);
            case Map<?, ?> map -> map(map, depth);
            case Collection<?> collection -> list(collection, depth);
            case Record r -> fields(r, depth);
            case Object array when array.getClass().isArray() -> array(array, depth);
            default ->
                throw new IllegalArgumentException("\"" + key + "\" is no plain data: it is, or contains, an object of "
                        + value.getClass().getSimpleName() + ".");
        };
    }

    private void uses(int characters) {
        left -= characters;
        if (left < 0) {
            throw tooLarge();
        }
    }

    private IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("\"" + key + "\" is too large to be observed.");
    }

    private String text(String text) {
        uses(text.length());
        return text;
    }

    private static Number millis(Duration duration) {
        double millis = duration.toSeconds() * 1e3 + duration.getNano() / 1e6;
        return millis == Math.rint(millis) && Math.abs(millis) < 1e15 ? (Number) (long) millis : (Number) millis;
    }

    private List<Object> list(Collection<?> collection, int depth) {
        List<Object> list = new ArrayList<>();
        for (Object each : collection) {
            list.add(plain(each, depth + 1));
        }
        if (collection instanceof Set) {
            list.sort(PlainData::order);
        }
        return list;
    }

    /** Numbers by their size, then everything else by what JSON writes. */
    private static int order(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        return Comparator.<Object, Boolean>comparing(each -> !(each instanceof Number))
                .thenComparing(Json::write)
                .compare(one, other);
    }

    private List<Object> array(Object array, int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            list.add(plain(Array.get(array, i), depth + 1));
        }
        return list;
    }

    private Map<String, Object> map(Map<?, ?> map, int depth) {
        Map<String, Object> sorted = new TreeMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            Object name = plain(each.getKey(), depth + 1);
            if (name == null || name instanceof Collection || name instanceof Map) {
                throw new IllegalArgumentException(
                        "\"" + key + "\" has a map whose keys are neither texts nor numbers.");
            }
            sorted.put(name.toString(), plain(each.getValue(), depth + 1));
        }
        return sorted;
    }

    private Map<String, Object> fields(Record value, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent each : value.getClass().getRecordComponents()) {
            fields.put(each.getName(), plain(read(each.getAccessor(), value), depth + 1));
        }
        return fields;
    }

    private static Object read(Method accessor, Record from) {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(from);
        } catch (InvocationTargetException e) {
            throw Unchecked.rethrow(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
