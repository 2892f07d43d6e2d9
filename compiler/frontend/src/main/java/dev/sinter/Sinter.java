package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Op;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The functions that belong to no tensor: where tensors come from, and how they are computed. Meant for a static import. */
public final class Sinter extends Functions {
    private Sinter() {}

    /** The result of an op of the graph on these tensors: for what has no method. */
    public static Tensor apply(Op op, Tensor... operands) {
        return Ops.apply(op, operands);
    }

    /** A number that is part of the programs that use it, unlike one passed to an operation, which is an argument of them. */
    public static Tensor constant(DType dtype, double number) {
        return Ops.constant(dtype, number);
    }

    /** {@code a} where the condition is true, {@code b} elsewhere. */
    public static Tensor where(Tensor condition, Tensor a, Tensor b) {
        DType dtype = Promotion.of(a, b);
        return Ops.apply(Elementwise.WHERE, condition, Ops.cast(a, dtype), Ops.cast(b, dtype));
    }

    /** {@code a} where the condition is true, the number elsewhere. */
    public static Tensor where(Tensor condition, Tensor a, double b) {
        DType dtype = Promotion.of(a, b);
        return Ops.apply(Elementwise.WHERE, condition, Ops.cast(a, dtype), Ops.number(dtype, b));
    }

    /** {@code a} where the condition is true, the number elsewhere. */
    public static Tensor where(Tensor condition, Tensor a, long b) {
        DType dtype = Promotion.of(a, b);
        return Ops.apply(Elementwise.WHERE, condition, Ops.cast(a, dtype), Ops.number(dtype, b));
    }

    /** The number where the condition is true, {@code b} elsewhere. */
    public static Tensor where(Tensor condition, double a, Tensor b) {
        DType dtype = Promotion.of(b, a);
        return Ops.apply(Elementwise.WHERE, condition, Ops.number(dtype, a), Ops.cast(b, dtype));
    }

    /** The number where the condition is true, {@code b} elsewhere. */
    public static Tensor where(Tensor condition, long a, Tensor b) {
        DType dtype = Promotion.of(b, a);
        return Ops.apply(Elementwise.WHERE, condition, Ops.number(dtype, a), Ops.cast(b, dtype));
    }

    /** The tensors one after the other along an axis. */
    public static Tensor cat(List<Tensor> tensors, int axis) {
        return Joining.joined("cat", tensors, axis);
    }

    /** The tensors, of one shape, side by side along a new axis. */
    public static Tensor stack(List<Tensor> tensors, int axis) {
        return Joining.stacked(tensors, axis);
    }

    /**
     * A sum of products in Einstein's notation, as {@code einsum("bij,bjk->bik", a, b)}: a label of several axes means equal positions on
     * them, one that the result lacks is summed over, {@code ...} stands for axes that broadcast. Without an arrow the result has the labels
     * that occur once, in alphabetical order.
     */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Einsum.of(equation, operands);
    }

    /**
     * What one of two functions gives, the other of which does not run: {@code cond(x.sum().gt(0), () -> x.sin(), () -> x.cos())}. It is one
     * op, whichever way it goes, also in a compiled program; a Java {@code if} on a value is decided when the program is recorded.
     *
     * @param predicate one bool
     * @param then      recorded once, as is the other; both give tensors of one dtype and shape, read what they like and write nothing
     *                  from outside
     */
    public static Tensor cond(Tensor predicate, Supplier<Tensor> then, Supplier<Tensor> otherwise) {
        return ControlFlow.cond(predicate, none -> List.of(then.get()), none -> List.of(otherwise.get()), List.of())
                .get(0);
    }

    /** As {@link #cond(Tensor, Supplier, Supplier)}, for functions of operands that give several tensors. */
    public static List<Tensor> cond(Tensor predicate, Function<List<Tensor>, List<Tensor>> then,
            Function<List<Tensor>, List<Tensor>> otherwise, List<Tensor> operands) {
        return ControlFlow.cond(predicate, then, otherwise, operands);
    }

    /**
     * Repeats {@code body} on its own result while the condition of it holds, as one op: how often depends on the data, also in a compiled
     * program.
     *
     * <p>Forward mode goes through it; reverse mode refuses, as it would have to keep steps whose number nobody knows: {@link #scan}
     * makes a number that is known.
     *
     * @param condition gives one bool
     * @param body      gives a tensor of the dtype and shape of {@code start}
     */
    public static Tensor whileLoop(UnaryOperator<Tensor> condition, UnaryOperator<Tensor> body, Tensor start) {
        return whileLoop(carries -> condition.apply(carries.get(0)), carries -> List.of(body.apply(carries.get(0))),
                List.of(start)).get(0);
    }

    /** As {@link #whileLoop(UnaryOperator, UnaryOperator, Tensor)}, of several carries. */
    public static List<Tensor> whileLoop(Function<List<Tensor>, Tensor> condition,
            Function<List<Tensor>, List<Tensor>> body, List<Tensor> start) {
        return ControlFlow.whileLoop(condition, body, start);
    }

    /**
     * A step for each position along the first axis of {@code sequence}, which takes what the step before handed on: a recurrence as one op,
     * however long the sequence is, with derivatives of any order.
     *
     * <pre>{@code
     * Scanned sums = scan((sum, x) -> Scanned.of(sum.add(x), sum.add(x)), zeros(3), xs);
     * }</pre>
     *
     * @param body recorded once; of the carry and the sequence's element it gives the next carry, of the same dtype and shape, and what is
     *             to be stacked
     */
    public static Scanned scan(BiFunction<Tensor, Tensor, Scanned> body, Tensor start, Tensor sequence) {
        return ControlFlow.scan((carry, x) -> body.apply(carry.get(0), x.get(0)), List.of(start), List.of(sequence),
                false);
    }

    /**
     * As {@link #scan(BiFunction, Tensor, Tensor)}, of several carries and sequences.
     *
     * @param reverse whether the last position comes first; what is stacked lies at the position it was made from either way
     */
    public static Scanned scan(BiFunction<List<Tensor>, List<Tensor>, Scanned> body, List<Tensor> start,
            List<Tensor> sequences, boolean reverse) {
        return ControlFlow.scan(body, start, sequences, reverse);
    }

    /** The dtype of a result of both, as {@code a.add(b)} has it. */
    public static DType resultType(Tensor a, Tensor b) {
        return Promotion.of(a, b);
    }

    /** The least dtype that both convert to. */
    public static DType promoteTypes(DType a, DType b) {
        return Promotion.common(a, b);
    }

    /** The derivatives of a tensor of one element by these, which it was computed from; nothing is added to any {@code grad()}. */
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs) {
        return grad(output, inputs, false);
    }

    /** As {@link #grad(Tensor, List)}; with {@code createGraph} the derivatives can be differentiated again, and the graph stays. */
    public static List<Tensor> grad(Tensor output, List<Tensor> inputs, boolean createGraph) {
        return Derivatives.required(
                Derivatives.gradients(List.of(output), inputs, null, createGraph, createGraph, false));
    }

    /** The derivatives of the sum of these outputs, each of one element; with {@code allowUnused} null for an input they do not depend on. */
    public static List<@Nullable Tensor> grad(List<Tensor> outputs, List<Tensor> inputs, boolean createGraph,
            boolean allowUnused) {
        return Derivatives.gradients(outputs, inputs, null, createGraph, createGraph, allowUnused);
    }

    /**
     * What flows to each of {@code inputs} when {@code gradients} flow into {@code outputs}.
     *
     * @param gradients   one for each output, of its shape; null for outputs of one element means 1
     * @param retainGraph whether the graph may be gone through again
     * @param createGraph whether the derivatives can be differentiated again
     * @param allowUnused whether an input that the outputs do not depend on gives null, not a {@link Diagnostic}
     */
    public static List<@Nullable Tensor> grad(List<Tensor> outputs, List<Tensor> inputs,
            @Nullable List<Tensor> gradients, boolean retainGraph, boolean createGraph, boolean allowUnused) {
        return Derivatives.gradients(outputs, inputs, gradients, retainGraph, createGraph, allowUnused);
    }

    /**
     * As {@link #noGrad} until it is closed, and what is computed can never become part of something that is differentiated: for
     * programs that only predict.
     */
    public static Scope inferenceMode() {
        return Scope.inference();
    }

    /** Until it is closed nothing this thread computes requires a gradient: {@code try (var _ = noGrad()) {...}}. */
    public static Scope noGrad() {
        return Scope.grad(false);
    }

    /** Undoes {@link #noGrad} until it is closed. */
    public static Scope enableGrad() {
        return Scope.grad(true);
    }

    /** What the supplier gives, computed so that it requires no gradient. */
    public static <T> T noGrad(Supplier<T> computed) {
        try (var _ = noGrad()) {
            return computed.get();
        }
    }

    public static void noGrad(Runnable action) {
        try (var _ = noGrad()) {
            action.run();
        }
    }

    public static boolean isGradEnabled() {
        return Recorder.mine().gradEnabled() && !Recorder.mine().isInference();
    }

    /**
     * Until it is closed this thread computes each call at once, and the ops of a backward pass one after the other, for debugging: nothing
     * is fused, and what fails, or makes a NaN, does so where it was called.
     */
    public static Scope immediately() {
        return Scope.immediate(true);
    }

    /** Computes these tensors, as one program. */
    public static void evaluate(Tensor... tensors) {
        for (Tensor tensor : tensors) {
            tensor.variable().storage().argument().force();
        }
    }

    /** Computes what has been written so far: what an optimiser does at the end of a step. */
    public static void evaluate() {
        Recorder.mine().flush();
    }

    /** What the module computes for an input like {@code x: f32[N,4]}, as a graph. */
    public static Trace trace(TensorFunction module, String input) {
        return Trace.of(module, input);
    }

    /** What the function computes for inputs like {@code x: f32[N,4]}, as a graph; {@link Trace#named} can say more. */
    public static Trace trace(Function<List<Tensor>, List<Tensor>> function, String... inputs) {
        Trace.Builder builder = Trace.named("function");
        for (String input : inputs) {
            builder.input(input);
        }
        return builder.run(function);
    }

    /** What the module computes as a program, for all sizes that its input's symbols may stand for. */
    public static CompiledFunction compile(TensorFunction module, String input) {
        return trace(module, input).compile();
    }

    /**
     * Writes tensors by name, whole or not at all, in the format that the end of the file's name says: {@code .safetensors},
     * {@code .npz}, and with the module {@code sinter-formats} {@code .pth} and {@code .pt} (as {@code torch.load} reads them) and
     * {@code .h5}.
     *
     * @throws dev.sinter.ir.Diagnostic where the name says no such format
     */
    public static void save(Path file, Map<String, Tensor> tensors) throws IOException {
        WeightFiles.save(file, tensors);
    }

    /**
     * The tensors of a file by name; those of PyTorch's dicts within dicts, and of HDF5's groups, have both names with a slash between.
     * Reading runs no code, whatever the file says.
     *
     * @throws dev.sinter.runtime.io.FormatException where the file is malformed
     */
    public static Map<String, Tensor> load(Path file) throws IOException {
        return WeightFiles.load(file);
    }

    /** As {@link #load(Path)}, of one part alone: the tensors whose names begin with it and a slash, without these. */
    public static Map<String, Tensor> load(Path file, String part) throws IOException {
        Map<String, Tensor> all = load(file);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(part + "/")) {
                tensors.put(name.substring(part.length() + 1), tensor);
            }
        });
        if (tensors.isEmpty()) {
            throw new Diagnostic("load of " + file + ": it has no part '" + part + "'; its parts are "
                    + all.keySet().stream()
                            .map(name -> name.contains("/") ? name.substring(0, name.indexOf('/')) : name)
                            .distinct().limit(20).toList());
        }
        return tensors;
    }
}
