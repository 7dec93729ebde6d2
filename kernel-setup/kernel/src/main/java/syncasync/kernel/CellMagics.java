package syncasync.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsResolver;

/** Finds magics where a statement begins or a value is assigned: no {@code %} in a text or an expression is one. */
final class CellMagics extends MagicsResolver {

    private static final Pattern MAGIC = Pattern.compile("(?:(?<=^|\\n)|(?<==))\\s*?%(?=\\w)");

    CellMagics(MagicTranspiler transpiler) {
        super("(?<=(?:^|=))\\s*%", "%%", transpiler);
    }

    @Override
    public String resolve(String code) {
        if (code.startsWith("%%")) {
            return super.resolve(code);
        }
        var text = new CellText(code);
        var out = new StringBuilder();
        int done = 0;
        boolean afterMagic = false;
        Matcher m = MAGIC.matcher(text.code());
        while (m.find()) {
            int at = m.end() - 1;
            char last = text.lastBefore(at);
            boolean begins = last == 0 || last == ';' || last == '}' || last == '=';
            if (at >= done && (begins || afterMagic && code.substring(done, at).isBlank())) {
                int end = code.indexOf('\n', at);
                end = end < 0 ? code.length() : end;
                out.append(code, done, at).append(super.resolve(code.substring(at, end)));
                done = end;
                afterMagic = true;
            }
        }
        return out.append(code, done, code.length()).toString();
    }
}
