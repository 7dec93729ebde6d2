package syncasync.display;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import syncasync.host.Rich;
import syncasync.timing.Durations;
import syncasync.timing.Timed;

/**
 * A table: rows under headers, drawn as aligned text and as HTML. Columns of numbers and durations are right-aligned.
 * {@snippet :
 * var table = new Table("how", "took");
 * table.row("one after the other", Duration.ofSeconds(4));
 * table.row("both at once", Duration.ofSeconds(2));
 * System.out.println(table);
 * }
 */
public final class Table implements Rich {

    private final List<String> headers;
    private final List<List<Object>> rows = new ArrayList<>(); // each as long as the headers

    /** A table without rows. */
    public Table(String... headers) {
        if (headers.length == 0) {
            throw new IllegalArgumentException("A table needs at least one header.");
        }
        this.headers = List.of(headers);
    }

    /** A table with a row for each record and a column for each of its components. The records must be of one type. */
    public static Table of(Collection<? extends Record> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("A table of records needs at least one record, to know the headers.");
        }
        RecordComponent[] columns = records.iterator().next().getClass().getRecordComponents();
        Table table = new Table(
                Arrays.stream(columns).map(column -> words(column.getName())).toArray(String[]::new));
        for (Record each : records) {
            table.row(Arrays.stream(columns).map(column -> value(column, each)).toArray());
        }
        return table;
    }

    private static Object value(RecordComponent column, Record of) {
        try {
            column.getAccessor().setAccessible(true); // a record that a notebook declares need not be public
            return column.getAccessor().invoke(of);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalArgumentException("Cannot read \"" + column.getName() + "\" of " + of + ".", e);
        }
    }

    /** {@code mostAtOnce} → {@code most at once}. */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    /** Adds a row. There must be as many cells as headers. */
    public synchronized Table row(Object... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("A row of this table has " + headers.size() + " cells ("
                    + String.join(", ", headers) + "), not " + cells.length + ".");
        }
        rows.add(Arrays.asList(cells.clone()));
        return this;
    }

    private synchronized List<List<Object>> copy() {
        return List.copyOf(rows);
    }

    /** The table as aligned text. */
    @Override
    public String toString() {
        List<List<Object>> drawn = copy();
        int[] widths = new int[headers.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(headers.get(i));
            for (List<Object> row : drawn) {
                widths[i] = Math.max(widths[i], width(text(row.get(i))));
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths, drawn));
        lines.add(String.join("  ", Arrays.stream(widths).mapToObj("─"::repeat).toList()));
        drawn.forEach(row -> lines.add(line(row, widths, drawn)));
        return String.join("\n", lines);
    }

    private static String line(List<?> cells, int[] widths, List<List<Object>> rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String text = text(cells.get(i));
            String space = " ".repeat(widths[i] - width(text));
            line.append(i == 0 ? "" : "  ").append(numeric(rows, i) ? space + text : text + space);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public Map<String, Object> bundle() {
        return Rich.bundleOf(html(), toString());
    }

    private String html() {
        List<List<Object>> drawn = copy();
        StringBuilder html = new StringBuilder("<table>\n<thead>");
        html.append(tr(true, headers, drawn)).append("</thead>\n<tbody>\n");
        drawn.forEach(row -> html.append(tr(false, row, drawn)).append('\n'));
        return html.append("</tbody>\n</table>").toString();
    }

    /** The first cell of a row below the headers is its name, so that a screen reader can say to which row the others belong. */
    private static String tr(boolean headers, List<?> cells, List<List<Object>> rows) {
        StringBuilder html = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            boolean names = !headers && i == 0;
            String tag = headers || names ? "th" : "td";
            html.append('<')
                    .append(tag)
                    .append(headers ? " scope=\"col\"" : names ? " scope=\"row\"" : "")
                    .append(" style=\"")
                    .append(names ? "font-weight: normal; " : "")
                    .append("text-align: ")
                    .append(numeric(rows, i) ? "right" : "left")
                    .append("\">")
                    .append(Html.escape(text(cells.get(i))).replace("\n", "<br>"))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        return html.append("</tr>").toString();
    }

    private static boolean numeric(List<List<Object>> rows, int column) {
        boolean any = false;
        for (List<Object> row : rows) {
            Object cell = row.get(column);
            if (cell instanceof Number || cell instanceof Duration || cell instanceof Timed<?>) {
                any = true;
            } else if (cell != null) {
                return false;
            }
        }
        return any;
    }

    private static String text(Object cell) {
        return switch (cell) {
            case null -> "";
            case Duration duration -> Durations.text(duration);
            case Timed<?> timed -> Durations.text(timed.duration());
            case Double number -> decimal(number);
            case Float number -> decimal(number);
            case Number number
            when number instanceof Long || number instanceof Integer ->
                String.format(Locale.ROOT, "%,d", number.longValue());
            default -> cell.toString();
        };
    }

    private static String decimal(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) number)
                : String.format(Locale.ROOT, "%,.2f", number);
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
