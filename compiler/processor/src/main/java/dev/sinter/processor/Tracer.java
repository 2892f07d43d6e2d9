package dev.sinter.processor;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Module;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a model and traces its {@code forward} of the declared inputs, as it is when not training. */
final class Tracer {
    private final ClassLoader loader;

    Tracer(ClassLoader loader) {
        this.loader = loader;
    }

    /** The trace; a {@link Diagnostic} where the model has a mistake, and whatever else its code throws. */
    Trace trace(Declaration declaration) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return traced(declaration);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        } catch (Undeclared e) {
            throw e.getCause() == null ? e : e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Trace traced(Declaration declaration) throws ReflectiveOperationException {
        // The same source gives the same bytes, also where a constructor draws random numbers.
        Sinter.manualSeed(0);
        Class<?> type = Class.forName(declaration.binaryName(), true, loader);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        Module module = ((Module) constructor.newInstance()).eval();
        Method forward = forward(type, declaration.inputs().size());
        forward.setAccessible(true);
        Trace.Builder builder = Trace.named(declaration.entry()).with(module).output(output(declaration));
        declaration.inputs().forEach(input -> builder.input(input.name(), input.type()));
        return Sinter.noGrad(() -> builder.run(arguments -> List.of(call(forward, module, arguments))));
    }

    /** The name of the result: no input's. */
    private static String output(Declaration declaration) {
        Set<String> inputs = declaration.inputs().stream().map(Declaration.Input::name).collect(Collectors.toSet());
        return Stream.iterate("y", name -> name + "_").filter(name -> !inputs.contains(name)).findFirst().orElseThrow();
    }

    private static Method forward(Class<?> type, int count) throws NoSuchMethodException {
        Class<?>[] tensors = Collections.nCopies(count, Tensor.class).toArray(Class<?>[]::new);
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            try {
                return each.getDeclaredMethod("forward", tensors);
            } catch (NoSuchMethodException e) {
                // Its superclass has it.
            }
        }
        throw new NoSuchMethodException(type.getName() + ".forward of " + count + " tensors");
    }

    private static Tensor call(Method forward, Module module, List<Tensor> arguments) {
        try {
            Object result = forward.invoke(module, arguments.toArray());
            if (result == null) {
                throw new Diagnostic("forward of " + module.getClass().getSimpleName()
                        + " returned null; a Tensor is needed");
            }
            return (Tensor) result;
        } catch (InvocationTargetException e) {
            throw new Undeclared(e.getTargetException());
        } catch (IllegalAccessException e) {
            throw new Undeclared(e);
        }
    }

    /** Carries what a model threw through code that declares nothing. */
    private static final class Undeclared extends RuntimeException {
        private static final long serialVersionUID = 1;

        Undeclared(Throwable cause) {
            super(cause);
        }
    }
}
