package dev.sinter.processor;

import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A model as its author declared it, found to make sense.
 *
 * @param packageName  the model's package, empty for the unnamed one
 * @param className    its name in Java source within the package: {@code DigitsNet}, {@code Outer.Net}
 * @param binaryName   the name of its class
 * @param isPublic     whether other packages see it
 * @param inputs       the parameters of {@code forward}
 * @param output       the declared type of what {@code forward} returns, if any
 * @param entry        the name of the generated method
 * @param programName  the simple name of the generated class
 */
record Declaration(String packageName, String className, String binaryName, boolean isPublic,
        List<Input> inputs, Optional<TensorType> output, String entry, String programName) {

    /** A parameter of {@code forward}. */
    record Input(String name, TensorType type) {
        /** {@code x: f32[N,4]}. */
        @Override
        public String toString() {
            return name + ": " + type;
        }
    }

    Declaration {
        inputs = List.copyOf(inputs);
    }

    /** The model's name as one word. */
    String word() {
        return className.replace('.', '_');
    }

    /** {@code DigitsNet.forward(x: f32[N,1,28,28])}. */
    String call() {
        return className + ".forward"
                + inputs.stream().map(Input::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The command that compiles the model where javac cannot. */
    String command(String classPath) {
        return "sinter compile --model " + binaryName + " --classpath " + classPath
                + inputs.stream().map(input -> " --input " + input.name() + "=" + input.type())
                        .collect(Collectors.joining())
                + " --entry " + entry + " -o " + word() + ".jar";
    }
}
