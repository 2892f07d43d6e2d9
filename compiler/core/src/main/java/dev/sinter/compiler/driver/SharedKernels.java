package dev.sinter.compiler.driver;

import dev.sinter.runtime.Program;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that several programs of this process use, each loaded once: the JVM warms it up for all of them. A kernel is unloaded when
 * no program uses it any more.
 */
final class SharedKernels {
    private static final SharedKernels KERNELS = new SharedKernels();

    private final Map<String, Entry> entries = new HashMap<>();
    private final ReferenceQueue<Class<?>> unused = new ReferenceQueue<>();

    private SharedKernels() {}

    /**
     * The class of these bytes, or null where a class of that name has others.
     *
     * @param files the shared classes of the program, of which the class may mention some
     */
    static @Nullable Class<?> load(String name, byte[] bytes, Map<String, byte[]> files) {
        return KERNELS.find(name, bytes, files);
    }

    private synchronized @Nullable Class<?> find(String name, byte[] bytes, Map<String, byte[]> files) {
        for (Reference<?> gone = unused.poll(); gone != null; gone = unused.poll()) {
            entries.remove(((Entry) gone).name, gone);
        }
        Entry entry = entries.get(name);
        Class<?> known = entry == null ? null : entry.get();
        if (entry != null && known != null) {
            return Arrays.equals(entry.bytes, bytes) ? known : null;
        }
        Class<?> made = new Loader(files).define(name, bytes);
        entries.put(name, new Entry(name, bytes, made, unused));
        return made;
    }

    /** A class that is there as long as something uses it. */
    private static final class Entry extends WeakReference<Class<?>> {
        private final String name;
        private final byte[] bytes;

        Entry(String name, byte[] bytes, Class<?> made, ReferenceQueue<Class<?>> unused) {
            super(made, unused);
            this.name = name;
            this.bytes = bytes;
        }
    }

    /** The loader of one class, so that classes are unloaded one by one. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> files;

        Loader(Map<String, byte[]> files) {
            super("sinter-kernel", Program.class.getClassLoader());
            this.files = files;
        }

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = files.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            Class<?> shared = load(name, bytes, files);
            return shared == null ? define(name, bytes) : shared;
        }
    }
}
