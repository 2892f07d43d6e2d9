package dev.sinter.processor;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.JavaFileManager.Location;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/**
 * Loads what javac is compiling, and what that needs.
 *
 * <p>A class comes from the JDK, else from the class output, else (Sinter's own) from beside this processor, so that models and
 * processor mean the same tensors, else from the class path or module path of the compilation, else from beside this processor. The
 * class output is first because the class path may hold the classes of an earlier compilation.
 */
final class ModelLoader extends ClassLoader {
    private final Filer filer;
    private final Elements elements;
    private final Map<String, byte[]> compiled = new HashMap<>();

    ModelLoader(Filer filer, Elements elements) {
        super(ModelLoader.class.getClassLoader());
        this.filer = filer;
        this.elements = elements;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return getPlatformClassLoader().loadClass(name);
            } catch (ClassNotFoundException notOfTheJdk) {
                return ours(name);
            }
        }
    }

    private Class<?> ours(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        byte[] bytes = read(StandardLocation.CLASS_OUTPUT, file);
        if (bytes == null && name.startsWith("dev.sinter.")) {
            return getParent().loadClass(name);
        }
        if (bytes != null) {
            compiled.put(name, bytes);
        }
        bytes = bytes == null ? read(StandardLocation.CLASS_PATH, file) : bytes;
        bytes = bytes == null ? readFromModule(name) : bytes;
        return bytes == null ? getParent().loadClass(name) : defineClass(name, bytes, 0, bytes.length);
    }

    /** The file of a class that came from the class output, else null. */
    byte @Nullable [] classFile(String name) {
        return compiled.get(name);
    }

    private byte @Nullable [] read(Location location, String file) {
        try (InputStream in = filer.getResource(location, "", file).openInputStream()) {
            return in.readAllBytes();
        } catch (IOException | RuntimeException absent) {
            return null;
        }
    }

    /** The file manager gives no access to modules, but javac knows the files of the classes that it sees there. */
    private byte @Nullable [] readFromModule(String name) {
        String outermost = name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
        TypeElement type = elements.getTypeElement(outermost);
        try {
            if (type == null || elements.getFileObjectOf(type).getKind() != JavaFileObject.Kind.CLASS) {
                return null;
            }
            String uri = elements.getFileObjectOf(type).toUri().toString();
            String suffix = outermost.replace('.', '/') + ".class";
            if (!uri.endsWith(suffix)) {
                return null;
            }
            String root = uri.substring(0, uri.length() - suffix.length());
            try (InputStream in = URI.create(root + name.replace('.', '/') + ".class").toURL().openStream()) {
                return in.readAllBytes();
            }
        } catch (IOException | RuntimeException absent) {
            return null;
        }
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        byte[] bytes = read(StandardLocation.CLASS_OUTPUT, name);
        bytes = bytes == null ? read(StandardLocation.CLASS_PATH, name) : bytes;
        return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
    }
}
