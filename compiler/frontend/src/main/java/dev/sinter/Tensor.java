package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tensor: a handle on a storage and a view of it.
 *
 * <p>An operation returns at once. Its dtypes and shapes have been checked; its elements are computed when somebody looks: printing,
 * {@link #item}, an export to arrays, the end of an optimiser's step. Everything pending is then compiled as one program.
 *
 * <p>Methods whose names end in an underscore write into the tensor's storage, which its views share. The values that other tensors
 * were computed from do not change by that.
 */
public sealed class Tensor
        implements
            TensorArithmetic,
            TensorMath,
            TensorTrigonometry,
            TensorBounds,
            TensorInPlace,
            TensorComparison,
            TensorReduction,
            TensorScan,
            TensorOrder,
            TensorMatrix,
            TensorShaping,
            TensorIndexing,
            TensorProduct,
            TensorExport
        permits Parameter, Selection {
    /** Null only for a {@link Selection} that nobody has read yet. */
    private @Nullable Variable variable;
    private @Nullable Lens lens;
    /** The gradient that a view retained; others keep theirs in the variable. */
    private @Nullable Tensor retained;

    Tensor(Variable variable, @Nullable Lens lens) {
        this.variable = variable;
        this.lens = lens;
    }

    /** A tensor that is {@link #resolve resolved} when it is first used. */
    Tensor() {}

    /** What this is, for one that was made without a variable. */
    Tensor resolve() {
        throw new IllegalStateException("a tensor without a variable");
    }

    static Tensor of(Storage storage) {
        return new Tensor(new Variable(storage, null), null);
    }

    static Tensor of(Variable variable) {
        return new Tensor(variable, null);
    }

    static Tensor of(Buffer buffer) {
        return of(new Storage(Value.known(buffer)));
    }

    Variable variable() {
        Variable known = variable;
        if (known == null) {
            Tensor resolved = resolve();
            known = resolved.variable();
            variable = known;
            lens = resolved.lens();
        }
        return known;
    }

    /** What of the variable this sees, null for all. */
    @Nullable
    Lens lens() {
        if (variable == null) {
            variable();
        }
        return lens;
    }

    /** Makes this handle see what {@code other} sees. */
    void become(Tensor other) {
        variable = other.variable();
        lens = other.lens();
    }

    /** What this sees of its storage. */
    private @Nullable Lens wholeLens() {
        return Lens.compose(variable().lens(), lens());
    }

    Strided strided() {
        return Strided.of(variable().storage().type().shape(), wholeLens());
    }

    /** This as an operand in {@code recording}; as a constant where derivatives are tracked but this requires none. */
    Node in(Recording recording, boolean tracks) {
        if (recording instanceof BodyRecording body && !body.owns(this)) {
            return body.capture(this);
        }
        Node seen;
        if (lens() == null) {
            seen = variable().in(recording);
        } else if (variable().requiresGrad()) {
            seen = lens().get(recording, variable().in(recording));
        } else {
            seen = variable().seen(recording, wholeLens());
        }
        return tracks && !requiresGrad() && recording.isTainted(seen) ? recording.detach(seen) : seen;
    }

    /** The elements of this moment, dense; shared with the storage where this sees all of it. */
    Buffer buffer() {
        if (lens() == null) {
            return variable().elements();
        }
        return strided().gather(variable().storage().buffer());
    }

    /** Whether its elements are nothing but a node of a function that is being traced. */
    boolean isUnknown() {
        return Recorder.mine().recording().isTrace()
                && variable().storage().value().isPending(Recorder.mine().recording());
    }

    /** Dtype and shape. */
    public final TensorType type() {
        return lens() == null ? variable().type() : lens().type();
    }

    public final DType dtype() {
        return type().dtype();
    }

    /** The sizes of the axes; some may be symbols while a function is traced. */
    public final Shape shape() {
        return type().shape();
    }

    /** Where its elements are. */
    public final Device device() {
        return Device.cpu();
    }

    /** The number of axes. */
    public final int rank() {
        return shape().rank();
    }

    /** The size of an axis, negative ones counted from the end; a {@link Diagnostic} where it is symbolic. */
    public final long size(int axis) {
        Dim dim = dim(axis);
        if (!dim.isConstant()) {
            throw new Diagnostic("size(" + axis + ") of a tensor of shape " + shape() + " is the symbol " + dim
                    + " while the function is traced, not a number;"
                    + " use dim(" + axis + "), or -1 for one size of a view");
        }
        return dim.constant();
    }

    /** The size of an axis as a number or an expression over symbols. */
    public final Dim dim(int axis) {
        if (rank() == 0) {
            throw new Diagnostic("size(" + axis + ") of a zero-dimensional tensor: it has no axes");
        }
        return shape().dim(Ops.axis("size", axis, rank()));
    }

    /** The number of elements; a {@link Diagnostic} where it is symbolic. */
    public final long numel() {
        Dim count = shape().numel();
        if (!count.isConstant()) {
            throw new Diagnostic("numel of a tensor of shape " + shape() + " is " + count
                    + " while the function is traced, not a number; use shape().numel()");
        }
        return count.constant();
    }

    /** How many elements of the storage lie between neighbours along each axis. */
    public final long[] strides() {
        return strided().strides().stream().mapToLong(Dim::constant).toArray();
    }

    public final long stride(int axis) {
        return strides()[Ops.axis("stride", axis, rank())];
    }

    /** Which element of the storage is the first of this tensor. */
    public final long storageOffset() {
        return strided().offset().constant();
    }

    /** Whether the elements lie in the storage in row-major order without gaps. */
    public final boolean isContiguous() {
        return wholeLens() == null || strided().isContiguous();
    }

    /** Whether derivatives with respect to this, or through it, are recorded. */
    public final boolean requiresGrad() {
        return variable().requiresGrad();
    }

    /** Makes this a leaf in which gradients arrive; only for floating dtypes. */
    public final Tensor requiresGrad_() {
        return requiresGrad_(true);
    }

    /** Makes this a leaf in which gradients arrive, or a constant again. */
    public final Tensor requiresGrad_(boolean requires) {
        if (requires && !dtype().isFloating()) {
            throw new Diagnostic("requiresGrad_: " + type()
                    + " cannot require a gradient: only functions of real numbers have derivatives;"
                    + " cast it to a floating dtype first");
        }
        if (requires && variable().isInference() && !Recorder.mine().isInference()) {
            throw new Diagnostic(
                    "requiresGrad_: this tensor was computed in inference mode; clone() it outside of that mode first");
        }
        if (variable().hasHistory()) {
            if (requires) {
                return this;
            }
            throw new Diagnostic(
                    "requiresGrad_(false): this tensor was computed from others that require a gradient; use detach() to get"
                            + " it as a constant");
        }
        if (lens() != null) {
            variable = new Variable(variable().storage(), wholeLens());
            lens = null;
        }
        variable().setLeaf(requires);
        return this;
    }

    /** Whether this was not computed from others that require a gradient. */
    public final boolean isLeaf() {
        return !requiresGrad() || variable().isLeaf() && lens() == null;
    }

    /** The gradient that has arrived here, null where none has. */
    public final @Nullable Tensor grad() {
        return lens() == null ? variable().grad() : retained;
    }

    /** Replaces the gradient; null forgets it. */
    public final void setGrad(@Nullable Tensor gradient) {
        if (gradient != null && !gradient.type().equals(type())) {
            throw new Diagnostic(
                    "setGrad: a gradient of " + type() + " is needed for this tensor, not " + gradient.type()
                            + (gradient.shape().equals(shape())
                                    ? "; cast it with to(DType." + dtype().name() + ")"
                                    : "; give one of the tensor's shape, or null to forget the gradient"));
        }
        variable().setGrad(gradient);
    }

    /** What computed this, for people: {@code MulBackward}; null for leaves and constants. */
    public final @Nullable GradFn gradFn() {
        if (!requiresGrad() || isLeaf()) {
            return null;
        }
        Recorder recorder = Recorder.mine();
        History history = variable().history();
        Recording recording = history == null || history.isReleased() ? recorder.recording() : history.recording();
        History from = Objects.requireNonNull(variable().history(recording));
        return new GradFn(from.isReleased() ? from : Recorder.viewed(from, this, recording));
    }

    /** Makes this handle see what {@code other} sees, as a leaf if it was one; its gradient is forgotten. Views of it are left behind. */
    public final void setData(Tensor other) {
        boolean wasLeaf = variable().isLeaf() && lens() == null;
        become(other.detach());
        if (wasLeaf) {
            requiresGrad_();
        }
    }

    /** The same elements as a constant, in the same storage. */
    public final Tensor detach() {
        return new Tensor(new Variable(variable().storage(), wholeLens()), null);
    }

    /** A copy with a storage of its own; gradients flow through it. */
    @Override
    public final Tensor clone() {
        return Recorder.mine().copy(this);
    }

    /** As {@link #backward(Tensor, boolean)} for a tensor of one element, with the gradient 1. */
    public final void backward() {
        backward(null, false);
    }

    public final void backward(boolean retainGraph) {
        backward(null, retainGraph);
    }

    public final void backward(@Nullable Tensor gradient) {
        backward(gradient, false);
    }

    /**
     * Adds to the gradient of each leaf behind this what flows there when {@code gradient} flows into this.
     *
     * @param gradient    of this tensor's shape; null for a tensor of one element means 1
     * @param retainGraph whether the graph may be gone through again
     */
    public final void backward(@Nullable Tensor gradient, boolean retainGraph) {
        Derivatives.backward(this, gradient, retainGraph);
    }

    /**
     * From now on each gradient that arrives at this tensor goes through {@code action}: what it gives flows on in place of it, unless it
     * is null. For a tensor that was computed from others the gradient is what flows to it in one {@code backward}.
     */
    public final Hook registerHook(Function<Tensor, @Nullable Tensor> action) {
        return Derivatives.register(this, action);
    }

    /** From now on the gradients that flow to this, though it is no leaf, add up in {@link #grad}. */
    public final void retainGrad() {
        if (!isLeaf()) {
            Derivatives.register(this, gradient -> {
                Tensor before = grad();
                Tensor sum = before == null ? gradient : before.add(gradient);
                if (lens() == null) {
                    variable().setGrad(sum);
                } else {
                    retained = sum;
                }
                return null;
            });
        } else if (!requiresGrad()) {
            throw new Diagnostic("retainGrad: this tensor does not require a gradient, so none will arrive");
        }
    }

    /** Whether it was computed in {@link Sinter#inferenceMode}. */
    public final boolean isInference() {
        return variable().isInference();
    }

    /** Whether it is the same handle; {@link #equal} compares elements. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public final int hashCode() {
        return System.identityHashCode(this);
    }

    /** The elements as people expect them, computed now. */
    @Override
    public final String toString() {
        return Printing.print(this);
    }
}
