package dev.sinter.ir;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of {@link View.Window}: each element of a tensor of shape {@code target} is the sum of the window elements that
 * were read from it, in row-major order of the position within the window.
 */
public record Unwindow(Shape target, List<Integer> axes, List<Integer> sizes, List<Integer> strides,
        List<Integer> dilations) implements Reduce {
    public Unwindow {
        axes = List.copyOf(axes);
        sizes = List.copyOf(sizes);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
    }

    @Override
    public String opName() {
        return "unwindow";
    }

    @Override
    public Attributes attributes() {
        return window().attributes();
    }

    private View.Window window() {
        return new View.Window(axes, sizes, strides, dilations);
    }

    @Override
    public TensorType type(List<TensorType> inputs) {
        Arity.check(this, inputs, 1);
        TensorType result = new TensorType(inputs.get(0).dtype(), target);
        TensorType windows = window().type(List.of(result));
        if (!windows.equals(inputs.get(0))) {
            throw new Diagnostic("unwindow to " + target + ": windows of shape " + windows.shape() + " are needed, not "
                    + inputs.get(0).shape());
        }
        return result;
    }

    @Override
    public Kernel kernel(List<TensorType> inputs) {
        TensorType output = type(inputs);
        Shape windows = inputs.get(0).shape();
        int rank = target.rank();
        List<Dim> extents = new ArrayList<>(target.dims());
        List<Dim> index = new ArrayList<>(Kernel.coordinates(rank));
        List<Guard> guards = new ArrayList<>();
        sizes.forEach(size -> extents.add(Dim.of(size)));
        for (int w = 0; w < axes.size(); w++) {
            int axis = axes.get(w);
            // Window o reads input o * stride + k * dilation: only multiples of the stride come from a window.
            Dim start = Dim.coordinate(axis).minus(Dim.coordinate(rank + w).times(dilations.get(w)));
            Dim stride = Dim.of(strides.get(w));
            Dim number = start.floorDiv(stride);
            guards.add(new Guard(number, windows.dim(axis)));
            if (!stride.is(1)) {
                guards.add(new Guard(start.mod(stride), Dim.ONE));
            }
            index.set(axis, number);
            index.add(Dim.coordinate(rank + w));
        }
        DType dtype = output.dtype();
        Expr body = Expr.cast(dtype.computed(), new Expr.Arg(0, dtype));
        Expr result = Expr.cast(dtype, new Expr.Folded(body.type()));
        return new Kernel(
                inputs, output, extents, rank, List.of(new Read(0, index, guards, 0)), body, Fold.SUM, result,
                Write.each(Kernel.coordinates(rank)));
    }

    @Override
    public List<@Nullable Node> gradient(Gradient g) {
        return g.all(g.add(window(), g.flow()));
    }
}
