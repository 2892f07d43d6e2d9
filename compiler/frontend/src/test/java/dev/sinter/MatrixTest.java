package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MatrixTest {
    private static final Tensor X = Sinter.arange(6).view(2, 3);

    @Test
    @DisplayName("T9: tril, triu, diag, diagonal and trace, above and below the main diagonal")
    void triangles() {
        assertThat(X.tril().toLongArray()).containsExactly(0, 0, 0, 3, 4, 0);
        assertThat(X.triu(1).toLongArray()).containsExactly(0, 1, 2, 0, 0, 5);
        assertThat(X.tril(-1).toLongArray()).containsExactly(0, 0, 0, 3, 0, 0);
        assertThat(X.diag(1).toLongArray()).containsExactly(1, 5);
        assertThat(X.diag(-1).toLongArray()).containsExactly(3);
        assertThat(X.diag(4).toLongArray()).isEmpty();
        assertThat(tensor(7, 8).diag(1).toLongArray()).containsExactly(0, 7, 0, 0, 0, 8, 0, 0, 0);
        assertThat(tensor(7, 8).diag(-1).toLongArray()).containsExactly(0, 0, 0, 7, 0, 0, 0, 8, 0);
        assertThat(X.trace().item()).isEqualTo(4L);
        assertThat(Sinter.arange(12).view(2, 3, 2).diagonal(0, 0, 2).toLongArray()).containsExactly(0, 7, 2, 9, 4, 11);
        assertThatThrownBy(() -> tensor(1, 2).tril()).isInstanceOf(Diagnostic.class).hasMessageContaining("two axes");
    }

    @Test
    @DisplayName("T9: addmv, baddbmm, kron, tensordot and cross")
    void products() {
        assertThat(tensor(1, 2).kron(tensor(3, 4)).toLongArray()).containsExactly(3, 4, 6, 8);
        assertThat(Sinter.eye(2).kron(tensor(new float[][]{{1, 2}})).toFloatArray())
                .containsExactly(1, 2, 0, 0, 0, 0, 1, 2);
        assertThat(X.tensordot(X.t(), 1).toLongArray()).containsExactly(5, 14, 14, 50);
        assertThat(X.tensordot(X, 2).item()).isEqualTo(55L);
        assertThat(tensor(1, 0, 0).cross(tensor(0, 1, 0), 0).toLongArray()).containsExactly(0, 0, 1);
        assertThat(tensor(1, 1).addmv(X, tensor(1, 1, 1)).toLongArray()).containsExactly(4, 13);
        Tensor batch = X.view(1, 2, 3);
        assertThat(tensor(1, 1).baddbmm(batch, batch.transpose(1, 2)).toLongArray()).containsExactly(6, 15, 15, 51);
        assertThatThrownBy(() -> X.tensordot(X, 1)).isInstanceOf(Diagnostic.class).hasMessageContaining("equal");
    }

    @Test
    @DisplayName("T11: repeat, tile, roll, unflatten, unbind, repeatInterleave")
    void shapes() {
        assertThat(tensor(1, 2).repeat(2, 2).toLongArray()).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
        assertThat(X.tile(2).shape()).isEqualTo(Shape.of(2, 6));
        assertThat(X.roll(1).toLongArray()).containsExactly(5, 0, 1, 2, 3, 4);
        assertThat(X.roll(-1, 1).toLongArray()).containsExactly(1, 2, 0, 4, 5, 3);
        assertThat(X.unflatten(1, 3, -1).shape()).isEqualTo(Shape.of(2, 3, 1));
        assertThat(X.unbind(1).get(2).toLongArray()).containsExactly(2, 5);
        assertThat(X.repeatInterleave(2, 0).toLongArray()).containsExactly(0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
        assertThatThrownBy(() -> X.repeat(2)).isInstanceOf(Diagnostic.class).hasMessageContaining("one per axis");
    }

    @Test
    @DisplayName("T12: maskedScatter, takeAlongDim and argwhere")
    void indexing() {
        Tensor mask = tensor(new boolean[][]{{true, false, true}, {false, true, false}});
        assertThat(X.maskedScatter(mask, tensor(10, 20, 30)).toLongArray()).containsExactly(10, 1, 20, 3, 30, 5);
        assertThat(X.takeAlongDim(tensor(new long[][]{{2}, {0}}), 1).toLongArray()).containsExactly(2, 3);
        assertThat(X.takeAlongDim(tensor(new long[][]{{1}}), 0).toLongArray()).containsExactly(3, 4, 5);
        assertThat(mask.argwhere().toLongArray()).containsExactly(0, 0, 0, 2, 1, 1);
    }

    @Test
    @DisplayName("T9: einsum with batches, sums, diagonals, ellipsis and implied results; misfits are refused by label")
    void einsum() {
        Tensor y = Sinter.arange(12).view(3, 4);
        Tensor batch = Sinter.arange(24).view(2, 3, 4);
        Tensor square = Sinter.arange(9).view(3, 3);
        assertThat(Sinter.einsum("ij,jk->ik", X, y).equal(X.matmul(y))).isTrue();
        assertThat(Sinter.einsum("ij,jk", X, y).equal(X.matmul(y))).isTrue();
        assertThat(Sinter.einsum("ba", X).equal(X.t())).isTrue();
        assertThat(Sinter.einsum("ij->j", X).equal(X.sum(0))).isTrue();
        assertThat(Sinter.einsum("ii", square).item()).isEqualTo(12L);
        assertThat(Sinter.einsum("ii->i", square).toLongArray()).containsExactly(0, 4, 8);
        assertThat(Sinter.einsum("i,j->ji", tensor(1, 2), tensor(3, 4)).toLongArray()).containsExactly(3, 6, 4, 8);
        assertThat(Sinter.einsum("...ij,...kj->...ik", batch, tensor(0, 3).unsqueeze(1).expand(2, 4))
                .equal(batch.sum(-1).unsqueeze(-1).mul(tensor(0, 3)))).isTrue();
        assertThat(Sinter.einsum("b...,b->...", batch, tensor(1, 2)).equal(batch.get(0).add(batch.get(1).mul(2))))
                .isTrue();
        assertThat(Sinter.einsum("bij,jk,bi->bk", batch, y.t(), Sinter.ones(Shape.of(2, 3), X.dtype()))
                .equal(batch.matmul(y.t()).sum(1))).isTrue();
        assertThatThrownBy(() -> Sinter.einsum("ij,jk->ik", X, X)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("'j'");
        assertThatThrownBy(() -> Sinter.einsum("ijk->i", X)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("label 2");
        assertThatThrownBy(() -> Sinter.einsum("ij->iq", X)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("T13, T9: a diagonal is a view: writes are seen on both sides, of any view, and gradients pass")
    void diagonals() {
        Tensor x = Sinter.arange(12).view(3, 4);
        Tensor d = x.diagonal();
        assertThat(d.toLongArray()).containsExactly(0, 5, 10);
        assertThat(d.strides()).containsExactly(5);
        assertThat(x.diagonal(1, 0, 1).storageOffset()).isEqualTo(1);
        d.fill_(-1);
        assertThat(x.toLongArray()).containsExactly(-1, 1, 2, 3, 4, -1, 6, 7, 8, 9, -1, 11);
        x.at("1, 1").set(50);
        assertThat(d.toLongArray()).containsExactly(-1, 50, -1);
        x.diagonal(-1, 0, 1).add_(100);
        assertThat(x.toLongArray()).containsExactly(-1, 1, 2, 3, 104, 50, 6, 7, 8, 109, -1, 11);
        x.t().diagonal(2, 0, 1).zero_();
        assertThat(x.at("2, 0").item()).isEqualTo(0L);
        assertThat(x.diagonal(7, 0, 1).shape()).isEqualTo(Shape.of(0));
        assertThat(x.diagonal(-3, 0, 1).numel()).isZero();
        Tensor copy = x.diag();
        copy.fill_(9);
        assertThat(x.at("0, 0").item()).isEqualTo(-1L);

        Tensor cube = Sinter.arange(24).view(2, 3, 4);
        Tensor planes = cube.diagonal(1, 2, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(planes.at(i + ", 0").item()).isEqualTo(12L + 4 * i);
        }
        assertThat(planes.shape()).isEqualTo(Shape.of(3, 1));
        planes.fill_(0);
        assertThat(cube.at("1, :, 0").sum().item()).isEqualTo(0L);

        double[] shared = {1, 2, 3, 4};
        Sinter.wrap(shared).view(2, 2).diagonal().mul_(10);
        assertThat(shared).containsExactly(10, 2, 3, 40);

        Tensor leaf = tensor(new double[][]{{1, 2}, {3, 4}}).requiresGrad_();
        leaf.diagonal().mul(tensor(new double[]{5, 6})).sum().backward();
        assertThat(leaf.grad().toDoubleArray()).containsExactly(5, 0, 0, 6);
        Tensor written = leaf.detach().clone().requiresGrad_();
        Tensor y = written.mul(2);
        y.diagonal().mul_(3);
        y.sum().backward();
        assertThat(written.grad().toDoubleArray()).containsExactly(6, 2, 2, 6);
    }
}
