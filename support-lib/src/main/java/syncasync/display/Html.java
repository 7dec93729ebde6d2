package syncasync.display;

/** Text made safe to stand in HTML or SVG. */
public final class Html {

    private Html() {}

    /** The text with the characters that mean something in markup escaped. */
    public static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default ->
                    safe.append(
                            c < ' ' && c != '\n' && c != '\t'
                                    ? ' '
                                    : c); // other control characters are not allowed in XML
            }
        }
        return safe.toString();
    }
}
