package syncasync.referee;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import syncasync.functions.Unchecked;

/** A class loader for the classes of cells. Everything else it leaves to the class path. */
final class ProgramLoader extends ClassLoader {

    private final Map<String, byte[]> classes = new ConcurrentHashMap<>();

    ProgramLoader() {
        super("cells", ProgramLoader.class.getClassLoader());
    }

    void add(Program program) {
        program.classes().forEach(classes::putIfAbsent);
    }

    /** Calls what runs the cell. */
    void run(Program program) throws ReflectiveOperationException {
        for (Program.Call each : program.calls()) {
            try {
                Method method = Class.forName(each.className(), false, this).getDeclaredMethod(each.method());
                method.setAccessible(true);
                method.invoke(null);
            } catch (InvocationTargetException e) {
                throw Unchecked.rethrow(e.getCause());
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** For whoever reads class files: the explorer. */
    @Override
    public InputStream getResourceAsStream(String name) {
        byte[] bytes = name.endsWith(".class")
                ? classes.get(
                        name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                : null;
        return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
    }
}
