package syncasync.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Javadoc comments as HTML that is safe to show: known tags only, everything else as text. */
final class Javadoc {

    private static final String KNOWN =
            "p|ul|ol|li|dl|dt|dd|em|i|b|strong|code|pre|blockquote|br|sub|sup|table|tr|th|td|tbody|thead|caption|h[1-6]";
    private static final Pattern MARKUP = Pattern.compile(
            "<(/?)(" + KNOWN + ")(?:\\s[^<>]*)?/?>"
                    + "|</?(?:a|span|div|tt|var|small|cite|abbr|dfn|kbd|hr|img)(?:\\s[^<>]*)?/?>" // shown as what they
                    // enclose
                    + "|<!--.*?-->"
                    + "|&(?:#\\d+|#x[0-9a-fA-F]+|\\w+);"
                    + "|[<>&]",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\s*");
    private static final Pattern PARAMETER = Pattern.compile("(<\\w+>|\\w+)\\s*(.*)", Pattern.DOTALL);
    private static final Map<String, String> HEADINGS = headings();

    private Javadoc() {}

    private static Map<String, String> headings() {
        Map<String, String> headings = new LinkedHashMap<>(); // in the order in which they are shown
        headings.put("deprecated", "Deprecated");
        headings.put("apiNote", "API note");
        headings.put("implSpec", "Implementation requirements");
        headings.put("implNote", "Implementation note");
        headings.put("param", "Parameters");
        headings.put("return", "Returns");
        headings.put("throws", "Throws");
        headings.put("see", "See also");
        headings.put("since", "Since");
        return headings;
    }

    /** The comment, without its stars, as HTML. */
    static String html(String comment) {
        Map<String, List<String>> blocks = new LinkedHashMap<>();
        Matcher m = BLOCK.matcher(comment);
        List<Integer> starts = new ArrayList<>();
        while (m.find()) {
            if (!isInBraces(comment, m.start(1))) {
                starts.add(m.start());
            }
        }
        int end = starts.isEmpty() ? comment.length() : starts.getFirst();
        var html = new StringBuilder("<p>" + flow(comment.substring(0, end).strip()) + "</p>");
        for (int i = 0; i < starts.size(); i++) {
            int to = i + 1 < starts.size() ? starts.get(i + 1) : comment.length();
            Matcher tag = BLOCK.matcher(comment).region(starts.get(i), to);
            if (tag.lookingAt()) {
                String name = tag.group(1).equals("exception") ? "throws" : tag.group(1);
                blocks.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(item(name, comment.substring(tag.end(), to).strip()));
            }
        }
        HEADINGS.forEach((name, heading) -> {
            List<String> items = blocks.get(name);
            if (items != null) {
                html.append("<p><b>").append(heading).append("</b></p><ul>");
                items.forEach(item -> html.append("<li>").append(item).append("</li>"));
                html.append("</ul>");
            }
        });
        return html.toString();
    }

    private static boolean isInBraces(String text, int at) {
        int open = 0;
        for (int i = 0; i < at; i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
        }
        return open > 0;
    }

    private static String item(String name, String text) {
        Matcher named = PARAMETER.matcher(text);
        if ((name.equals("param") || name.equals("throws")) && named.matches()) {
            String rest = flow(named.group(2));
            return "<code>" + escape(named.group(1)) + "</code>" + (rest.isEmpty() ? "" : " – " + rest);
        }
        return name.equals("see") && !text.startsWith("<") ? "<code>" + escape(member(text)) + "</code>" : flow(text);
    }

    /** Text with inline tags and HTML. */
    private static String flow(String text) {
        var html = new StringBuilder();
        int at = 0;
        while (true) {
            int tag = text.indexOf("{@", at);
            if (tag < 0) {
                return html.append(markup(text.substring(at))).toString();
            }
            int end = closing(text, tag);
            html.append(markup(text.substring(at, tag))).append(inline(text.substring(tag + 2, end)));
            at = Math.min(end + 1, text.length());
        }
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String inline(String tag) {
        String name = tag.split("[\\s:]", 2)[0];
        String content = tag.substring(name.length()).strip();
        String[] words = content.split("\\s+(?![^(]*\\))", 2); // of a reference and its label
        return switch (name) {
            case "code" -> "<code>" + escape(content) + "</code>";
            case "literal" -> escape(content);
            case "link", "value" -> "<code>" + escape(words.length > 1 ? words[1] : member(content)) + "</code>";
            case "linkplain" -> flow(words.length > 1 ? words[1] : member(content));
            case "snippet" -> "<pre>" + escape(content.replaceFirst("^[^\\n]*:\\s*?\\n", "")) + "</pre>";
            case "return" -> "Returns " + flow(content) + ".";
            case "inheritDoc", "docRoot" -> "";
            case "index" -> escape(words[0]);
            default -> flow(content);
        };
    }

    /** {@code Map#get(Object)} as Java writes it. */
    private static String member(String reference) {
        return reference.startsWith("#") ? reference.substring(1) : reference.replace('#', '.');
    }

    private static String markup(String text) {
        return MARKUP.matcher(text).replaceAll(found -> {
            String name = found.group(2);
            String whole = found.group();
            String safe = name != null
                    ? "<" + found.group(1) + name.toLowerCase(java.util.Locale.ROOT) + ">"
                    : whole.length() == 1 ? escape(whole) : whole.startsWith("&") ? whole : "";
            return Matcher.quoteReplacement(safe);
        });
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** The same for a terminal. */
    static String plain(String html) {
        return html.replaceAll("<li>", "\n  - ")
                .replaceAll("(?:</p>|</ul>|</ol>|</pre>|<pre>|<br>|<p>|<tr>)\\s*", "\n")
                .replaceAll("<[^<>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replaceAll("\\n\\s*\\n\\s*\\n+", "\n\n")
                .strip();
    }
}
