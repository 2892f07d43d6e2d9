package dev.sinter;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Reduce;
import java.util.List;

/** Products of matrices and vectors. */
public sealed interface TensorProduct permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The matrix product. Vectors count as a row on the left and as a column on the right, and that axis vanishes from the
     * result; of two vectors it is their dot product. Axes before the last two are batches and broadcast.
     */
    default Tensor matmul(Tensor other) {
        Tensor a = self();
        if (a.rank() == 0 || other.rank() == 0) {
            throw new Diagnostic("matmul: shapes " + a.shape() + " and " + other.shape()
                    + ": both need at least one axis; use mul for numbers");
        }
        if (a.dtype() != other.dtype()) {
            throw new Diagnostic(
                    "matmul: " + a.type() + " and " + other.type() + " have different dtypes; cast one of them");
        }
        int inner = Math.max(0, other.rank() - 2);
        if (!a.shape().dim(-1).equals(other.shape().dim(inner))) {
            throw new Diagnostic("matmul: shapes " + a.shape() + " and " + other.shape() + " do not fit: axis "
                    + (a.rank() - 1) + " of the first is "
                    + a.shape().dim(-1) + ", axis " + inner + " of the second is " + other.shape().dim(inner)
                    + "; they must be equal");
        }
        if (a.rank() == 1 && other.rank() == 1) {
            return Ops.apply(new Reduce.Over(Reduce.Kind.SUM, List.of(0)), Ops.apply(Elementwise.MUL, a, other));
        }
        Tensor left = a.rank() == 1 ? a.unsqueeze(0) : a;
        Tensor right = other.rank() == 1 ? other.unsqueeze(1) : other;
        Tensor product = Ops.apply(new Contract.MatMul(), left, right);
        return a.rank() == 1 ? product.squeeze(-2) : other.rank() == 1 ? product.squeeze(-1) : product;
    }

    /** The product of two matrices. */
    default Tensor mm(Tensor other) {
        return ranked("mm", other, 2, 2);
    }

    /** The product of a matrix and a vector. */
    default Tensor mv(Tensor other) {
        return ranked("mv", other, 2, 1);
    }

    /** The products of two batches of matrices. */
    default Tensor bmm(Tensor other) {
        return ranked("bmm", other, 3, 3);
    }

    /** The sum of products of two vectors. */
    default Tensor dot(Tensor other) {
        return ranked("dot", other, 1, 1);
    }

    /** All products of an element of one vector with an element of another. */
    default Tensor outer(Tensor other) {
        if (self().rank() != 1 || other.rank() != 1) {
            throw new Diagnostic(
                    "outer: two vectors are needed, not shapes " + self().shape() + " and " + other.shape());
        }
        return self().unsqueeze(1).mul(other);
    }

    /** This plus the product of two matrices. */
    default Tensor addmm(Tensor a, Tensor b) {
        return self().add(a.mm(b));
    }

    private Tensor ranked(String name, Tensor other, int left, int right) {
        if (self().rank() != left || other.rank() != right) {
            throw new Diagnostic(name + ": tensors with " + left + " and " + right + " axes are needed, not shapes "
                    + self().shape() + " and " + other.shape()
                    + "; matmul takes other combinations");
        }
        return matmul(other);
    }
}
