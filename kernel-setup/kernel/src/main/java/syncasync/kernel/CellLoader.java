package syncasync.kernel;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;
import jdk.jshell.spi.ExecutionControl.ClassInstallException;
import jdk.jshell.spi.ExecutionControl.InternalException;
import org.dflib.jjava.jupyter.kernel.util.PathsHandler;

/** Defines the classes of cells. Everything else it leaves to the class path. */
final class CellLoader extends URLClassLoader implements LoaderDelegate {

    private final Map<String, byte[]> cells = new ConcurrentHashMap<>(); // bytes by name, until they are defined
    private final ClassHierarchyResolver known = ClassHierarchyResolver.ofResourceParsing(this)
            .orElse(ClassHierarchyResolver.defaultResolver())
            .cached();

    CellLoader() {
        super("cells", new URL[0], ClassLoader.getSystemClassLoader());
    }

    @Override
    public void load(ClassBytecodes[] classes) throws ClassInstallException {
        for (ClassBytecodes each : classes) {
            cells.put(each.name(), each.bytecodes());
        }
        for (ClassBytecodes each : classes) {
            cells.put(each.name(), InterruptCheckWeaver.weave(each.bytecodes(), known));
        }
        var installed = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            try {
                loadClass(classes[i].name());
                installed[i] = true;
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ClassInstallException(
                        "cannot load " + JvmNames.clean(classes[i].name()) + ": " + e.getMessage(), installed);
            }
        }
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {
        // JShell makes a class of another name instead
    }

    @Override
    public void addToClasspath(String path) throws InternalException {
        for (String each : PathsHandler.split(path)) {
            try {
                addURL(Path.of(each).toUri().toURL());
            } catch (MalformedURLException | InvalidPathException e) {
                throw new InternalException("not a class path: " + each);
            }
        }
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = cells.get(name);
        if (bytes == null) {
            return super.findClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> there = findLoadedClass(name);
            return there != null ? there : defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        byte[] bytes = name.endsWith(".class")
                ? cells.get(name.substring(0, name.length() - 6).replace('/', '.'))
                : null;
        return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
    }
}
