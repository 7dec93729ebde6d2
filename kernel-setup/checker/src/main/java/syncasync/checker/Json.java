package syncasync.checker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as a notebook file has it: read into sorted maps, lists and strings, and written back byte for byte as Python's
 * {@code nbformat} writes it. A number keeps the very characters it was written with, since {@code 1e-05} and
 * {@code 0.00001} are one number and two lines of a diff.
 */
final class Json {

    /** A number, as it stood in the file. */
    record Num(String text) {

        int asInt() {
            return (int) Double.parseDouble(text);
        }

        double asDouble() {
            return Double.parseDouble(text);
        }
    }

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * Reads one JSON text: objects as {@code Map<String, Object>} sorted by key, arrays as {@code List<Object>},
     * numbers as {@link Num}.
     *
     * @throws IllegalArgumentException where the text is not JSON, with the line and column
     */
    static Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new IllegalArgumentException("not JSON: the text is empty");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("not JSON: more text follows after its end");
            }
            return value;
        } catch (JsonParseException e) {
            throw new IllegalArgumentException(
                    "not JSON: " + e.getOriginalMessage() + ", line "
                            + e.getLocation().getLineNr() + " column "
                            + e.getLocation().getColumnNr(),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new TreeMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.put(key, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default ->
                throw new IllegalArgumentException("not JSON: " + parser.currentToken() + " where a value should be");
        };
    }

    /** The value in nbformat's form: one space of indent, sorted keys, non-ASCII kept, a newline at the end. */
    static String write(Object value) {
        var out = new StringBuilder();
        append(out, value, 0);
        return out.append('\n').toString();
    }

    private static void append(StringBuilder out, Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case String s -> appendString(out, s);
            case Map<?, ?> m when m.isEmpty() -> out.append("{}");
            case List<?> l when l.isEmpty() -> out.append("[]");
            case Map<?, ?> m -> {
                out.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> i = m.entrySet().iterator(); i.hasNext(); ) {
                    Map.Entry<?, ?> entry = i.next();
                    newLine(out, depth + 1);
                    appendString(out, (String) entry.getKey());
                    out.append(": ");
                    append(out, entry.getValue(), depth + 1);
                    if (i.hasNext()) {
                        out.append(',');
                    }
                }
                newLine(out, depth);
                out.append('}');
            }
            case List<?> l -> {
                out.append('[');
                for (Iterator<?> i = l.iterator(); i.hasNext(); ) {
                    newLine(out, depth + 1);
                    append(out, i.next(), depth + 1);
                    if (i.hasNext()) {
                        out.append(',');
                    }
                }
                newLine(out, depth);
                out.append(']');
            }
            case Num n -> out.append(n.text());
            case Boolean b -> out.append(b);
            case Integer n -> out.append(n);
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }

    private static void newLine(StringBuilder out, int depth) {
        out.append('\n').repeat(' ', depth);
    }

    private static void appendString(StringBuilder out, String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
