package syncasync.explore;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import syncasync.functions.Unchecked;

/** The code of a scenario, instrumented: a static method and the constants that it is given. */
final class Program {
    private final String className;
    private final String method;
    private final Object[] arguments;
    private final Sites sites = new Sites();
    private Copies copies;
    private Method code;

    private Program(Class<?> holder, String className, String method, Object[] arguments) {
        this.className = className;
        this.method = method;
        this.arguments = arguments;
        var own = new OwnClasses(holder);
        copies = new Copies(own, new Weaver(own, sites));
        code = find();
    }

    /** @throws IllegalArgumentException if the scenario is not a lambda, or holds something that can change */
    static Program of(Scenario scenario) {
        SerializedLambda lambda = lambda(scenario);
        Object[] captured = new Object[lambda.getCapturedArgCount()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = lambda.getCapturedArg(i);
            if (!Points.isConstant(captured[i])) {
                throw new IllegalArgumentException("Each schedule must begin afresh, but the scenario uses "
                        + Wording.a(captured[i].getClass())
                        + " made outside of it. Make it inside of the scenario.");
            }
        }
        if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new IllegalArgumentException(
                    "A scenario is a lambda, () -> { … }, or a reference to a static method; this one needs an object.");
        }
        try {
            Class<?> holder = Class.forName(
                    lambda.getImplClass().replace('/', '.'),
                    false,
                    scenario.getClass().getClassLoader());
            return new Program(holder, holder.getName(), lambda.getImplMethodName(), captured);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the class of the scenario cannot be found", e);
        }
    }

    /** @throws IllegalArgumentException if the class has no static method of this name without parameters */
    static Program of(Class<?> type, String method) {
        boolean fits = Arrays.stream(type.getDeclaredMethods())
                .anyMatch(m -> m.getName().equals(method)
                        && m.getParameterCount() == 0
                        && Modifier.isStatic(m.getModifiers()));
        if (!fits) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + " has no method \"static void " + method + "()\" to explore.");
        }
        return new Program(type, type.getName(), method, new Object[0]);
    }

    private static SerializedLambda lambda(Scenario scenario) {
        try {
            Method replace = scenario.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return (SerializedLambda) replace.invoke(scenario);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IllegalArgumentException("A scenario is written as a lambda, () -> { … }, not as a class.", e);
        }
    }

    Sites sites() {
        return sites;
    }

    String name() {
        return method.startsWith("lambda$") ? "" : className.substring(className.lastIndexOf('.') + 1);
    }

    /** To be called before each run: what must not outlive the last one is made anew. */
    Scenario fresh() {
        if (copies.needFreshCopies()) {
            copies = copies.fresh();
            code = find();
        }
        Method now = code;
        return () -> {
            try {
                now.invoke(null, arguments);
            } catch (InvocationTargetException e) {
                throw Unchecked.rethrow(e.getCause());
            }
        };
    }

    private Method find() {
        try {
            Class<?> holder = copies.loadClass(className);
            if (holder.getClassLoader() != copies) {
                throw new IllegalArgumentException("the class file of " + className + " cannot be found");
            }
            for (Method each : holder.getDeclaredMethods()) {
                if (each.getName().equals(method) && each.getParameterCount() == arguments.length) {
                    each.setAccessible(true);
                    return each;
                }
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("the class " + className + " cannot be found", e);
        }
        throw new IllegalArgumentException("the code of the scenario cannot be found");
    }
}
