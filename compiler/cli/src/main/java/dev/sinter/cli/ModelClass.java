package dev.sinter.cli;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Module;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A user's class of a model, to be traced. Whatever goes wrong with it is a {@link UserError} that names the user's line. */
final class ModelClass implements Closeable {
    private final String name;
    private final Class<?> type;
    private final URLClassLoader loader;

    private ModelClass(String name, Class<?> type, URLClassLoader loader) {
        this.name = name;
        this.type = type;
        this.loader = loader;
    }

    /** Loads a class from folders and jars, separated as in a class path. */
    static ModelClass open(String name, String classpath) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String part : classpath.split(File.pathSeparator, -1)) {
            Path path = Path.of(part.isEmpty() ? "." : part);
            if (!Files.exists(path)) {
                throw new UserError("--classpath: there is no '" + path + "'");
            }
            urls.add(path.toUri().toURL());
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ModelClass.class.getClassLoader());
        try {
            Class<?> type = Class.forName(name, true, loader);
            if (!Module.class.isAssignableFrom(type)) {
                throw new UserError(name + " is no model: it does not extend " + Module.class.getName());
            }
            return new ModelClass(name, type, loader);
        } catch (ClassNotFoundException e) {
            loader.close();
            throw new UserError("there is no class " + name + " in " + classpath
                    + "; --classpath says where classes are, and a name has its package", e);
        } catch (LinkageError e) {
            loader.close();
            throw new UserError(name + " cannot be loaded: " + e, e);
        }
    }

    /** Traces {@code forward} of inputs of these types; {@code values} replace the weights that the constructor made. */
    CompileCommand.Traced trace(String entry, Map<String, TensorType> inputs, @Nullable Map<String, Buffer> values) {
        // The same class gives the same bytes, also where a constructor draws random numbers.
        Sinter.manualSeed(0);
        Module module = (Module) run(constructor()::newInstance);
        module.eval();
        if (values != null) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            values.forEach((each, buffer) -> tensors.put(each, Sinter.tensor(buffer)));
            module.loadStateDict(tensors);
        }
        Method forward = forward(inputs.size());
        Trace.Builder builder = Trace.named(entry).with(module).output(inputs.containsKey("y") ? "y_" : "y");
        inputs.forEach(builder::input);
        Trace trace = Sinter.noGrad(() -> builder.run(arguments -> List.of(
                (Tensor) run(() -> forward.invoke(module, arguments.toArray())))));
        Map<String, Buffer> weights = new LinkedHashMap<>();
        trace.state().forEach((each, tensor) -> weights.put(each, tensor.toBuffer()));
        return new CompileCommand.Traced(trace.graph(), weights);
    }

    private Constructor<?> constructor() {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new UserError(name + " has no constructor without parameters, which --model needs;"
                    + " extend it by a class that gives them", e);
        }
    }

    private Method forward(int count) {
        Class<?>[] tensors = Collections.nCopies(count, Tensor.class).toArray(Class<?>[]::new);
        for (Class<?> each = type; each != null && each != Module.class; each = each.getSuperclass()) {
            try {
                Method forward = each.getDeclaredMethod("forward", tensors);
                forward.setAccessible(true);
                return forward;
            } catch (NoSuchMethodException e) {
                // Its superclass may have it.
            }
        }
        throw new UserError(name + " has no forward of " + count + (count == 1 ? " tensor" : " tensors")
                + ", which is what was given with --input");
    }

    /** A call of the user's code. */
    private interface Call {
        @Nullable
        Object run() throws ReflectiveOperationException;
    }

    private Object run(Call call) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            Object result = call.run();
            if (result == null) {
                throw new UserError(name + ".forward returned null; a Tensor is needed");
            }
            return result;
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getTargetException();
            throw new UserError((thrown instanceof Diagnostic ? thrown.getMessage() : name + " threw " + thrown)
                    + line(thrown).map(frame -> "\n  at " + frame.getFileName() + ":" + frame.getLineNumber() + " ("
                            + frame.getClassName() + "." + frame.getMethodName() + ")").orElse(""),
                    e);
        } catch (InstantiationException e) {
            throw new UserError(name + " is abstract; a class that can be made is needed", e);
        } catch (ReflectiveOperationException e) {
            throw new UserError(name + " keeps its constructor or forward to itself: " + e.getMessage(), e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** The innermost line of the user's own classes. */
    private Optional<StackTraceElement> line(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getClassName().equals(name) || isUsers(frame.getClassName())).findFirst();
    }

    private boolean isUsers(String className) {
        try {
            return Class.forName(className, false, loader).getClassLoader() == loader;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
