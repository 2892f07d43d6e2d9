package dev.sinter.runtime;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an entry point takes and gives.
 *
 * <p>Its symbols are those that stand as a dimension of their own in some input ({@code N} in {@code f32[N,4]}); all other
 * dimensions are expressions over them, and a symbol that no input shows so is an {@link IllegalArgumentException}.
 * Names are free of white space, of {@code =} and of control characters.
 *
 * @param entry   the entry point's name
 * @param inputs  in the order of the call
 * @param outputs in the order of the call
 * @param rooms   what must not be negative for the sizes of a call
 */
public record Signature(String entry, List<Parameter> inputs, List<Result> outputs, List<Room> rooms) {
    /** {@link Result#updates} of a plain output. */
    public static final int NOTHING = -1;

    /**
     * An input.
     *
     * @param name  unique among the inputs
     * @param type  dtype and shape, dense and row-major
     * @param state whether it is kept in a {@link State} between calls rather than given with each
     */
    public record Parameter(String name, TensorType type, boolean state) {}

    /**
     * An output.
     *
     * @param name    unique among the outputs
     * @param type    dtype and shape, dense and row-major
     * @param updates the number of the input whose array receives it, or {@link #NOTHING}
     */
    public record Result(String name, TensorType type, int updates) {}

    /**
     * Something that must be 0 or more for the sizes of a call, such as what a window leaves over of the axis that it slides along.
     *
     * @param op   a word for what needs it
     * @param size an expression over the symbols
     */
    public record Room(String op, Dim size) {}

    /** A signature that fits whatever the sizes are. */
    public Signature(String entry, List<Parameter> inputs, List<Result> outputs) {
        this(entry, inputs, outputs, List.of());
    }

    public Signature {
        rooms = List.copyOf(rooms);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        requireName("entry point", entry);
        Set<String> names = new HashSet<>();
        for (Parameter input : inputs) {
            requireUnique(entry, names, "input", input.name());
        }
        names.clear();
        Set<Integer> updated = new HashSet<>();
        for (Result output : outputs) {
            requireUnique(entry, names, "output", output.name());
            if (output.updates() == NOTHING) {
                continue;
            }
            if (output.updates() < 0 || output.updates() >= inputs.size() || !updated.add(output.updates())) {
                throw new IllegalArgumentException(
                        entry + ": output " + output.name() + " updates input " + output.updates()
                                + ", which is not there or is updated twice");
            }
            Parameter input = inputs.get(output.updates());
            if (!input.type().equals(output.type())) {
                throw new IllegalArgumentException(entry + ": output " + output.name() + " is " + output.type()
                        + " and cannot update input " + input.name() + ", which is " + input.type());
            }
        }
        requireBound(entry, inputs, outputs);
    }

    private static void requireUnique(String entry, Set<String> names, String role, String name) {
        requireName(role, name);
        if (!names.add(name)) {
            throw new IllegalArgumentException(entry + " has two " + role + "s of the name '" + name + "'");
        }
    }

    private static void requireName(String role, String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '=' || Character.isWhitespace(c) || Character.isISOControl(c)) {
                throw new IllegalArgumentException(
                        "the name of an " + role + " has no white space and no '=', unlike '" + name + "'");
            }
        }
        if (name.isEmpty()) {
            throw new IllegalArgumentException("the name of an " + role + " is empty");
        }
    }

    private static void requireBound(String entry, List<Parameter> inputs, List<Result> outputs) {
        List<String> bound = symbolsOf(inputs);
        List<TensorType> types = new ArrayList<>();
        for (Parameter input : inputs) {
            types.add(input.type());
        }
        for (Result output : outputs) {
            types.add(output.type());
        }
        for (TensorType type : types) {
            for (Dim dim : type.shape()) {
                for (String symbol : dim.symbols()) {
                    if (!bound.contains(symbol)) {
                        throw new IllegalArgumentException(entry + ": no input's size determines '" + symbol
                                + "', so " + type + " has no size; a dimension must be '" + symbol
                                + "' or linear in it, like 2*" + symbol + "+1");
                    }
                }
            }
        }
    }

    /** The symbols in the order in which a call finds them: those that are a dimension of their own, then those that follow. */
    public List<String> symbols() {
        return symbolsOf(inputs);
    }

    private static List<String> symbolsOf(List<Parameter> inputs) {
        List<String> symbols = new ArrayList<>();
        sources(inputs).forEach(source -> symbols.add(source.symbol()));
        return symbols;
    }

    /** Where a call finds each symbol. */
    static List<Symbols.Source> sources(List<Parameter> inputs) {
        List<Shape> shapes = new ArrayList<>();
        inputs.forEach(input -> shapes.add(input.type().shape()));
        return Symbols.sources(shapes);
    }

    /** {@code predict(x: f32[N,4]; state w: f32[4,2]) -> y: f32[N,2]}, for people. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(entry).append('(');
        for (Parameter input : inputs) {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ").append(input.state() ? "state " : "");
            text.append(input.name()).append(": ").append(input.type());
        }
        text.append(") -> ");
        for (int i = 0; i < outputs.size(); i++) {
            Result output = outputs.get(i);
            text.append(i == 0 ? "" : ", ").append(output.updates() == NOTHING ? "" : "new ");
            text.append(output.name()).append(": ").append(output.type());
        }
        return text.toString();
    }
}
