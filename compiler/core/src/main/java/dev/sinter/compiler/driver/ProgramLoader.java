package dev.sinter.compiler.driver;

import dev.sinter.compiler.cpu.ClassFile;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs generated classes in this process; they are unloaded when their program is no longer reachable. */
final class ProgramLoader extends ClassLoader {
    private final Map<String, byte[]> own = new HashMap<>();
    private final Map<String, byte[]> shared = new HashMap<>();

    private ProgramLoader(List<ClassFile> files) {
        super("sinter", Program.class.getClassLoader());
        files.forEach(file -> (file.isShared() ? shared : own).put(file.name(), file.bytes()));
    }

    /** A new instance of the program class {@code name} among the files. */
    static Executable load(String name, List<ClassFile> files) {
        try {
            return (Executable) new ProgramLoader(files).loadClass(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the generated class " + name + " does not start", e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = shared.get(name);
        Class<?> kernel = bytes == null ? null : SharedKernels.load(name, bytes, shared);
        if (kernel != null) {
            return kernel;
        }
        bytes = bytes == null ? own.remove(name) : bytes;
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
