package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Parts of matrices, and sums with products of matrices; the last two axes are rows and columns, others are batches. */
public sealed interface TensorMatrix permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The lower triangle up to and with the diagonal, 0 above. */
    default Tensor tril() {
        return tril(0);
    }

    /** As {@link #tril()}, up to and with the diagonal that lies {@code offset} above the main one. */
    default Tensor tril(long offset) {
        return part(distance("tril").le(offset));
    }

    /** The upper triangle from the diagonal on, 0 below. */
    default Tensor triu() {
        return triu(0);
    }

    /** As {@link #triu()}, from the diagonal on that lies {@code offset} above the main one. */
    default Tensor triu(long offset) {
        return part(distance("triu").ge(offset));
    }

    private Tensor part(Tensor mask) {
        Tensor x = self();
        return x.dtype() == DType.BOOL
                ? x.logicalAnd(mask)
                : x.where(mask, Ops.constant(x.dtype(), 0));
    }

    /** For each place of a matrix its column less its row. */
    private Tensor distance(String name) {
        Tensor x = self();
        if (x.rank() < 2) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": at least two axes are needed");
        }
        Shape matrix = Shape.of(x.shape().dim(-2), x.shape().dim(-1));
        return Ops.apply(new Source.Iota(matrix, 1)).sub(Ops.apply(new Source.Iota(matrix, 0)));
    }

    /** Of a matrix its diagonal, as a copy; of a vector the matrix with it on its diagonal. */
    default Tensor diag() {
        return diag(0);
    }

    /** As {@link #diag()}, for the diagonal that lies {@code offset} above the main one. */
    default Tensor diag(long offset) {
        Tensor x = self();
        if (x.rank() == 2) {
            return diagonal(offset, 0, 1).clone();
        }
        if (x.rank() != 1) {
            throw new Diagnostic("diag of shape " + x.shape() + ": a vector or a matrix is needed");
        }
        long size = x.size(0);
        long edge = size + Math.abs(offset);
        Tensor place = Sinter.arange(size).mul(edge + 1).add(offset >= 0 ? offset : -offset * edge);
        return Sinter.zeros(Shape.of(edge * edge), x.dtype()).indexCopy(0, place, x).view(edge, edge);
    }

    /** The elements along two axes at once, from {@code offset} on in the second, as a new last axis; a view. */
    default Tensor diagonal(long offset, int first, int second) {
        Tensor x = self();
        int a = Ops.axis("diagonal", first, x.rank());
        int b = Ops.axis("diagonal", second, x.rank());
        if (x.rank() < 2 || a == b) {
            throw new Diagnostic("diagonal of shape " + x.shape() + ": two different axes are needed, not " + first
                    + " and " + second);
        }
        if (offset != 0 || !x.shape().dim(a).equals(x.shape().dim(b))) {
            long row = Math.max(0, -offset);
            long column = Math.max(0, offset);
            long length = Math.max(0, Math.min(x.size(a) - row, x.size(b) - column));
            // An empty diagonal may begin outside.
            x = x.narrow(a, length == 0 ? 0 : row, length).narrow(b, length == 0 ? 0 : column, length);
        }
        return Recorder.view(x, new View.Diagonal(a, b));
    }

    /** The diagonal of the first two axes; a view. */
    default Tensor diagonal() {
        return diagonal(0, 0, 1);
    }

    /** The sum of a matrix's diagonal. */
    default Tensor trace() {
        if (self().rank() != 2) {
            throw new Diagnostic("trace of shape " + self().shape() + ": a matrix is needed");
        }
        return diagonal().sum();
    }

    /** This plus the product of a matrix and a vector. */
    default Tensor addmv(Tensor matrix, Tensor vector) {
        return self().add(matrix.mv(vector));
    }

    /** This plus the products of two batches of matrices. */
    default Tensor baddbmm(Tensor a, Tensor b) {
        return self().add(a.bmm(b));
    }

    /** The Kronecker product: a block, this element times the whole other tensor, for each element. */
    default Tensor kron(Tensor other) {
        Tensor a = self();
        Tensor b = other;
        while (a.rank() < b.rank()) {
            a = a.unsqueeze(0);
        }
        while (b.rank() < a.rank()) {
            b = b.unsqueeze(0);
        }
        List<Dim> joined = new ArrayList<>();
        int rank = a.rank();
        Shape left = a.shape();
        Shape right = b.shape();
        List<Dim> mine = new ArrayList<>();
        List<Dim> theirs = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            mine.addAll(List.of(left.dim(axis), Dim.ONE));
            theirs.addAll(List.of(Dim.ONE, right.dim(axis)));
            joined.add(left.dim(axis).times(right.dim(axis)));
        }
        return a.reshape(Shape.of(mine)).mul(b.reshape(Shape.of(theirs))).reshape(Shape.of(joined));
    }

    /** The sum of products over this tensor's last {@code axes} axes and the other's first ones. */
    default Tensor tensordot(Tensor other, int axes) {
        Tensor a = self();
        int kept = a.rank() - axes;
        if (axes < 0 || kept < 0 || axes > other.rank()
                || !a.shape().dims().subList(kept, a.rank()).equals(other.shape().dims().subList(0, axes))) {
            throw new Diagnostic("tensordot: the last " + axes + " axes of " + a.shape() + " and the first of "
                    + other.shape() + " must be equal");
        }
        List<Dim> rows = a.shape().dims().subList(0, kept);
        List<Dim> columns = other.shape().dims().subList(axes, other.rank());
        Dim inner = a.shape().dims().subList(kept, a.rank()).stream().reduce(Dim.ONE, Dim::times);
        Tensor left = a.reshape(Shape.of(rows.stream().reduce(Dim.ONE, Dim::times), inner));
        Tensor right = other.reshape(Shape.of(inner, columns.stream().reduce(Dim.ONE, Dim::times)));
        List<Dim> dims = new ArrayList<>(rows);
        dims.addAll(columns);
        return left.mm(right).reshape(Shape.of(dims));
    }

    /** The cross product along an axis of size 3. */
    default Tensor cross(Tensor other, int axis) {
        Tensor a = self();
        int counted = Ops.axis("cross", axis, a.rank());
        if (!a.shape().dim(counted).is(3) || !other.shape().dim(axis).is(3)) {
            throw new Diagnostic("cross: axis " + axis + " of " + a.shape() + " and " + other.shape()
                    + " must have 3 elements");
        }
        return a.roll(-1, axis).mul(other.roll(-2, axis)).sub(a.roll(-2, axis).mul(other.roll(-1, axis)));
    }
}
