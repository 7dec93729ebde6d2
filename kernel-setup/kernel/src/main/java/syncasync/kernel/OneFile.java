package syncasync.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the types of a cell mean what they mean in one source file. JShell takes each declaration by itself and makes it
 * public, which two kinds do not survive: a record whose compact constructor has no modifier would have a constructor
 * less public than itself, and a sealed type without {@code permits} would have no subclass. So what the compiler would
 * add is written down; nothing moves to another line.
 */
public final class OneFile {

    private static final Pattern RECORD = Pattern.compile("\\brecord\\s+(\\w+)");
    private static final Pattern SEALED =
            Pattern.compile("(?<!-)\\bsealed\\s+(?:\\w+\\s+)*?(?:class|interface)\\s+(\\w+)([^{;]*)\\{");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|record|enum)\\s+(\\w+)([^{;]*)\\{");

    private OneFile() {}

    /** The declarations and statements of a cell, so that each can be compiled by itself. */
    public static List<String> of(List<String> pieces) {
        List<String> code =
                pieces.stream().map(piece -> new CellText(piece).code()).toList();
        List<String> result = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            result.add(withPermits(pieces.get(i), code, i));
        }
        result.replaceAll(OneFile::withPublicConstructors);
        return result;
    }

    private static String withPermits(String piece, List<String> code, int index) {
        Matcher sealed = SEALED.matcher(code.get(index));
        if (!sealed.find() || sealed.group(2).contains("permits")) {
            return piece;
        }
        List<String> subtypes = new ArrayList<>();
        for (String other : code) {
            Matcher type = TYPE.matcher(other);
            if (type.find() && isSubtype(type.group(2), sealed.group(1))) {
                subtypes.add(type.group(1));
            }
        }
        if (subtypes.isEmpty()) {
            return piece;
        }
        int brace = sealed.end() - 1;
        return piece.substring(0, brace) + "permits " + String.join(", ", subtypes) + " " + piece.substring(brace);
    }

    private static boolean isSubtype(String header, String type) {
        Matcher extended = Pattern.compile("\\b(?:extends|implements)\\b.*", Pattern.DOTALL)
                .matcher(header.replaceAll("<[^<>]*(?:<[^<>]*>[^<>]*)*>", ""));
        return extended.find()
                && Pattern.compile("\\b" + Pattern.quote(type) + "\\b")
                        .matcher(extended.group())
                        .find();
    }

    /** Of a record that is the piece's own, not of one inside of it: JShell makes only that public. */
    private static String withPublicConstructors(String piece) {
        String code = new CellText(piece).code();
        Matcher type = TYPE.matcher(code);
        Matcher record = RECORD.matcher(code);
        if (!type.find() || !record.find() || record.start(1) != type.start(1)) {
            return piece;
        }
        Pattern constructor = Pattern.compile(Pattern.quote(record.group(1)) + "\\s*[({]");
        StringBuilder result = new StringBuilder(piece);
        int added = 0;
        int depth = 0;
        for (int at = type.end() - 1; at < code.length(); at++) {
            char c = code.charAt(at);
            if (c == '{' || c == '(') {
                depth++;
            } else if (c == '}' || c == ')') {
                depth--;
            } else if (depth == 1
                    && beginsMember(code, at)
                    && constructor.matcher(code).region(at, code.length()).lookingAt()) {
                result.insert(at + added, "public ");
                added += "public ".length();
            }
        }
        return result.toString();
    }

    /** Whether nothing of the member comes before this place: no modifier, no type. */
    private static boolean beginsMember(String code, int at) {
        int before = at - 1;
        while (before >= 0 && Character.isWhitespace(code.charAt(before))) {
            before--;
        }
        return before >= 0 && "{};".indexOf(code.charAt(before)) >= 0;
    }
}
