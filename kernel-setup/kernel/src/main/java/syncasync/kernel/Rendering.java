package syncasync.kernel;

import java.io.PrintStream;
import java.util.Arrays;
import org.assertj.core.api.Assert;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.RenderFunction;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.kernel.JavaKernel;
import syncasync.host.Libraries;
import syncasync.host.Rich;

/**
 * How values look under a cell. An ordinary JJava extension: it works on the stock kernel as well, when this jar is on
 * {@code JJAVA_CLASSPATH}.
 */
public final class Rendering implements Extension {

    private static final String TICK = "✓";

    @Override
    public void install(BaseKernel kernel) {
        if (!(kernel instanceof CellKernel)) { // which has it from the start
            install(kernel.getRenderer());
        }
        if (kernel instanceof JavaKernel java) {
            Libraries.addedBy(java::addToClasspath);
        }
    }

    static void install(Renderer renderer) {
        on(renderer, Rich.class, (what, context) -> what.bundle().forEach(context.getOutputContainer()::putData));
        on(renderer, Assert.class, (holds, context) -> tick(context.getOutputContainer()));
        on(
                renderer,
                PrintStream.class,
                (stream, context) -> context.getOutputContainer().putText(""));
        on(
                renderer,
                Object.class,
                (value, context) -> context.getOutputContainer().putText(text(value)));
    }

    /** A thing that can be drawn, as the protocol wants it. */
    static DisplayData data(Rich what) {
        var data = new DisplayData();
        what.bundle().forEach(data::putData);
        return data;
    }

    /** Plain text of a value, the same in every run: without identity hashes, and with what is in an array. */
    static String text(Object value) {
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        if (value.getClass().isArray()) {
            String inBrackets = Arrays.deepToString(new Object[] {value});
            return JvmNames.withoutHashes(inBrackets.substring(1, inBrackets.length() - 1));
        }
        String text = String.valueOf(value);
        Class<?> type = value.getClass();
        if (text.equals(type.getName() + "@" + Integer.toHexString(value.hashCode()))) {
            String name = JvmNames.of(type);
            return name.endsWith("lambda") ? name : name + " object";
        }
        return JvmNames.withoutHashes(text);
    }

    private static void tick(DisplayData out) {
        out.putText(TICK);
        // a green that reads on white and on black
        out.putHTML("<span style=\"color:#2e9e4f;font-weight:bold\" title=\"The check holds.\">" + TICK + "</span>");
    }

    private static <T> void on(Renderer renderer, Class<T> type, RenderFunction<T> draw) {
        renderer.createRegistration(type).register(draw);
    }
}
