package dev.sinter.runtime;

import dev.sinter.types.Dim;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fits the buffers of a call to a signature: checks the inputs, finds the values of the symbols, provides the outputs.
 *
 * <p>One thread at a time may use it. Calls that fit allocate nothing but missing outputs.
 */
public final class Binding {
    private final Signature signature;
    private final String[] names;
    private final long[] symbols;
    /** For each symbol, the size that gives its value. */
    private final Symbols.Source[] sources;
    private final DimCode[] rests;
    private final DimCode[][] inputDims;
    private final DimCode[][] outputDims;
    private final long[][] outputSizes;
    private final DimCode[] rooms;

    public Binding(Signature signature) {
        this.signature = signature;
        List<String> symbolNames = signature.symbols();
        names = symbolNames.toArray(new String[0]);
        symbols = new long[names.length];
        sources = Signature.sources(signature.inputs()).toArray(new Symbols.Source[0]);
        rests = new DimCode[names.length];
        for (int i = 0; i < names.length; i++) {
            rests[i] = DimCode.of(sources[i].rest(), symbolNames);
        }
        inputDims = new DimCode[signature.inputs().size()][];
        outputDims = new DimCode[signature.outputs().size()][];
        outputSizes = new long[outputDims.length][];
        rooms = new DimCode[signature.rooms().size()];
        for (int i = 0; i < rooms.length; i++) {
            rooms[i] = DimCode.of(signature.rooms().get(i).size(), symbolNames);
        }
        for (int input = 0; input < inputDims.length; input++) {
            TensorType type = signature.inputs().get(input).type();
            inputDims[input] = codes(type, symbolNames);
        }
        for (int output = 0; output < outputDims.length; output++) {
            outputDims[output] = codes(signature.outputs().get(output).type(), symbolNames);
            outputSizes[output] = new long[outputDims[output].length];
        }
    }

    private static DimCode[] codes(TensorType type, List<String> symbols) {
        DimCode[] codes = new DimCode[type.shape().rank()];
        for (int axis = 0; axis < codes.length; axis++) {
            codes[axis] = DimCode.of(type.shape().dim(axis), symbols);
        }
        return codes;
    }

    /** The values of {@link Signature#symbols} in the latest call; the same array each time. */
    public long[] symbols() {
        return symbols;
    }

    /**
     * Checks the inputs and sets {@link #symbols}.
     *
     * @throws IllegalArgumentException that names the input, what came and what is needed
     */
    public void bind(@Nullable Buffer[] inputs) {
        if (inputs.length != inputDims.length) {
            throw new IllegalArgumentException(
                    signature.entry() + " takes " + inputDims.length + " inputs, but " + inputs.length
                            + " came; it is " + signature);
        }
        for (int i = 0; i < inputs.length; i++) {
            Buffer input = inputs[i];
            Signature.Parameter parameter = signature.inputs().get(i);
            if (input == null) {
                throw new IllegalArgumentException(
                        signature.entry() + ": the input " + parameter.name() + " is missing; " + parameter.type()
                                + " is needed");
            }
            if (input.dtype() != parameter.type().dtype()) {
                throw mismatch(i, input,
                        "its elements are " + input.dtype() + " instead of " + parameter.type().dtype());
            }
            if (input.rank() != inputDims[i].length) {
                throw mismatch(i, input, "it has rank " + input.rank() + " instead of " + inputDims[i].length);
            }
        }
        for (int symbol = 0; symbol < symbols.length; symbol++) {
            symbols[symbol] = solve(symbol, inputs);
        }
        for (int i = 0; i < inputs.length; i++) {
            Buffer input = inputs[i];
            if (input != null) {
                checkSizes(i, input);
            }
        }
        for (int i = 0; i < rooms.length; i++) {
            checkRoom(rooms[i], i);
        }
    }

    /** The value of a symbol, given those before it. */
    private long solve(int symbol, @Nullable Buffer[] inputs) {
        Symbols.Source source = sources[symbol];
        Buffer giver = inputs[source.tensor()];
        if (giver == null) {
            return 0;
        }
        long size = giver.size(source.axis());
        if (source.factor() == 1 && source.rest().isConstant() && source.rest().constant() == 0) {
            return size;
        }
        long multiple = size - rests[symbol].evaluate(symbols);
        if (multiple % source.factor() != 0 || multiple / source.factor() < 0) {
            throw mismatch(source.tensor(), giver, "dimension " + source.axis() + " is " + size + ", which is "
                    + source.dim() + " for no " + source.symbol());
        }
        return multiple / source.factor();
    }

    private void checkRoom(DimCode code, int number) {
        Signature.Room room = signature.rooms().get(number);
        long value;
        try {
            value = code.evaluate(symbols);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(signature.entry() + ": " + room.op() + " does not fit: " + room.size()
                    + " has no value (" + e.getMessage() + ")" + where(), e);
        }
        if (value < 0) {
            throw new IllegalArgumentException(
                    signature.entry() + ": " + room.op() + " does not fit: " + room.size() + " is "
                            + value + ", but must be 0 or more" + where());
        }
    }

    private void checkSizes(int number, Buffer input) {
        DimCode[] dims = inputDims[number];
        for (int axis = 0; axis < dims.length; axis++) {
            TensorType type = signature.inputs().get(number).type();
            long needed = evaluate(dims[axis], type.shape().dim(axis));
            if (input.size(axis) != needed) {
                Dim dim = type.shape().dim(axis);
                throw mismatch(number, input, "dimension " + axis + " is " + input.size(axis) + " instead of " + needed
                        + (dim.isConstant() ? "" : " = " + dim + where()));
            }
        }
    }

    private IllegalArgumentException mismatch(int number, Buffer input, String difference) {
        Signature.Parameter parameter = signature.inputs().get(number);
        return new IllegalArgumentException(
                signature.entry() + ": the input " + parameter.name() + " is " + input.typeText() + ", but "
                        + parameter.type() + " is needed: " + difference);
    }

    /** {@code , where N = 5 (dimension 0 of x)}. */
    private String where() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? ", where " : ", ").append(names[i]).append(" = ").append(symbols[i]);
            text.append(" (dimension ").append(sources[i].axis()).append(" of ")
                    .append(signature.inputs().get(sources[i].tensor()).name())
                    .append(')');
        }
        return text.toString();
    }

    /** The value of a dimension in the latest call; where it has none, an {@link IllegalArgumentException} says why. */
    long evaluate(DimCode code, Dim dim) {
        String problem;
        try {
            long value = code.evaluate(symbols);
            if (value >= 0) {
                return value;
            }
            problem = "is " + value + ", but a size is 0 or more";
        } catch (ArithmeticException e) {
            problem = "has no value (" + e.getMessage() + ")";
        }
        throw new IllegalArgumentException(signature.entry() + ": " + dim + " " + problem + where());
    }

    /** The code of {@code dim} for {@link #evaluate}. */
    DimCode code(Dim dim) {
        return DimCode.of(dim, Arrays.asList(names));
    }

    /**
     * After {@link #bind}: puts the updated inputs into {@code outputs}, and new buffers where there is none of the right type.
     *
     * @throws IllegalArgumentException where one array serves two purposes of which one is to be written
     */
    public void provide(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs) {
        if (outputs.length != outputDims.length) {
            throw new IllegalArgumentException(
                    signature.entry() + " gives " + outputDims.length + " outputs, but there are "
                            + outputs.length + " places for them; it is " + signature);
        }
        for (int i = 0; i < outputs.length; i++) {
            Signature.Result result = signature.outputs().get(i);
            if (result.updates() != Signature.NOTHING) {
                outputs[i] = inputs[result.updates()];
                continue;
            }
            long[] sizes = outputSizes[i];
            for (int axis = 0; axis < sizes.length; axis++) {
                sizes[axis] = evaluate(outputDims[i][axis], result.type().shape().dim(axis));
            }
            Buffer output = outputs[i];
            if (output == null || !output.has(result.type().dtype(), sizes)) {
                outputs[i] = Buffer.zeros(result.type().dtype(), sizes);
            }
        }
        checkWritten(inputs, outputs);
    }

    /** An array that is written must be no other input's and no other output's. */
    private void checkWritten(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            Buffer output = outputs[i];
            if (output == null || output.count() == 0) {
                continue;
            }
            for (int input = 0; input < inputs.length; input++) {
                Buffer other = inputs[input];
                if (other != null && other.array() == output.array() && signature.outputs().get(i).updates() != input) {
                    throw shared(i, "input " + signature.inputs().get(input).name());
                }
            }
            for (int earlier = 0; earlier < i; earlier++) {
                Buffer other = outputs[earlier];
                if (other != null && other.array() == output.array()) {
                    throw shared(i, "output " + signature.outputs().get(earlier).name());
                }
            }
        }
    }

    private IllegalArgumentException shared(int output, String other) {
        return new IllegalArgumentException(signature.entry() + ": the output " + signature.outputs().get(output).name()
                + " would be written into the array of the " + other + "; give each an array of its own");
    }
}
