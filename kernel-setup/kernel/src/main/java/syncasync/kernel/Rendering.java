package syncasync.kernel;

import java.io.PrintStream;
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
        install(kernel.getRenderer());
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
                (value, context) -> context.getOutputContainer().putText(ValueText.of(value)));
    }

    /** A thing that can be drawn, as the protocol wants it. */
    static DisplayData data(Rich what) {
        var data = new DisplayData();
        what.bundle().forEach(data::putData);
        return data;
    }

    private static void tick(DisplayData out) {
        out.putText(TICK);
        // a green that reads on white and on black
        out.putHTML(
                "<span role=\"img\" aria-label=\"The check holds.\" style=\"color:#2e9e4f;font-weight:bold\" title=\"The check holds.\">"
                        + TICK + "</span>");
    }

    private static <T> void on(Renderer renderer, Class<T> type, RenderFunction<T> draw) {
        renderer.createRegistration(type).register(draw);
    }
}
