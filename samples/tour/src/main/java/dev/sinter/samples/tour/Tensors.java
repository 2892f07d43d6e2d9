package dev.sinter.samples.tour;

import static dev.sinter.Sinter.add;
import static dev.sinter.Sinter.cat;
import static dev.sinter.Sinter.eye;
import static dev.sinter.Sinter.linspace;
import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.rand;
import static dev.sinter.Sinter.randint;
import static dev.sinter.Sinter.stack;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.wrap;
import static dev.sinter.Sinter.zeros;

import dev.sinter.PrintOptions;
import dev.sinter.Tensor;
import dev.sinter.runtime.io.Npy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Tensors by themselves. */
final class Tensors {
    static final List<Step> STEPS = List.of(
            new Step(1, "Making tensors", Tensors::making),
            new Step(2, "Adding", Tensors::adding),
            new Step(3, "Copies and writing in place", Tensors::copies),
            new Step(4, "Indexing", Tensors::indexing),
            new Step(5, "Views share memory", Tensors::views),
            new Step(6, "A Java array as a tensor", Tensors::arrays),
            new Step(7, "Broadcasting", Tensors::broadcasting),
            new Step(8, "Dtypes meet, and how numbers print", Tensors::dtypes),
            new Step(9, "Transposing, filling, narrowing", Tensors::transposing),
            new Step(10, "Storage, strides and contiguous copies", Tensors::storage),
            new Step(11, "Pieces put together; other dtypes", Tensors::pieces),
            new Step(12, "NumPy files", Tensors::files));

    private Tensors() {}

    private static void making(Page page) {
        Tensor x = tensor(5.5, 3);
        page.show("tensor(5.5, 3)", x);
        page.show("x.shape(), x.dtype(), x.device()", x.shape() + ", " + x.dtype() + ", " + x.device());
        manualSeed(0);
        Tensor r = randint(0, 100, 5, 3);
        page.show("randint(0, 100, 5, 3)", r);
        page.show("all between 0 and 99", r.ge(0).logicalAnd(r.lt(100)).all().itemBool());
    }

    private static void adding(Page page) {
        Tensor x = tensor(1.0, 2, 3);
        page.compiled("x.add(2)", in -> in.get(0).add(2), x);
        page.show("x.plus(2).equal(x.add(2))", x.plus(2).equal(x.add(2)));
        page.show("add(x, 2).equal(x.add(2))", add(x, 2).equal(x.add(2)));
        Tensor out = zeros(5);
        page.show("add(x, 2, out), where out had 5 elements", add(x, 2, out));
        page.show("out.equal(x.add(2))", out.equal(x.add(2)));
        page.show("2 - x", x.rsub(2));
    }

    private static void copies(Page page) {
        Tensor x = tensor(1.0, 2, 3);
        Tensor c = x.detach().clone();
        x.add_(2);
        page.show("x", x);
        page.show("x.equal(c.add(2))", x.equal(c.add(2)));
    }

    private static void indexing(Page page) {
        manualSeed(0);
        Tensor x = rand(5, 3);
        x.at(":, 1").set(0);
        page.show("x after x.at(\":, 1\").set(0)", x);
        page.show("x.at(\"0, 1\").rank()", x.at("0, 1").rank());
        page.show("x.at(\"0, 0\").item()", x.at("0, 0").item());
        page.compiled("x.at(x.gt(0.5)).set(1)", in -> {
            Tensor y = in.get(0).clone();
            y.at(y.gt(0.5)).set(1);
            return y;
        }, x);
    }

    private static void views(Page page) {
        Tensor x = zeros(5, 3);
        Tensor v = x.view(15);
        v.at("7").set(1);
        x.at("4, 2").set(2);
        page.show("x, written through v", x);
        page.show("v, written through x", v);
        page.show("x.view(-1, 5).shape()", x.view(-1, 5).shape());
        page.show("x.view(-1).shape()", x.view(-1).shape());
        page.show("x.reshape(3, -1).shape()", x.reshape(3, -1).shape());
        page.refused("x.t().view(15)", () -> x.t().view(15));
    }

    private static void arrays(Page page) {
        double[] a = {1, 1, 1, 1, 1};
        Tensor t = wrap(a);
        for (int i = 0; i < a.length; i++) {
            a[i] += 1;
        }
        page.show("t after a[i] += 1", t);
        t.add_(1);
        page.show("a after t.add_(1)", Arrays.toString(a));
        a[2] = 0;
        t.at("3").set(5);
        page.show("t after a[2] = 0 and t.at(\"3\").set(5)", t);
        page.show("a", Arrays.toString(a));
    }

    private static void broadcasting(Page page) {
        Tensor column = tensor(new float[][]{{1}, {2}, {3}, {4}});
        Tensor row = tensor(new float[]{5, -5, 5, -5, 5});
        page.compiled("column.add(row)", in -> in.get(0).add(in.get(1)), column, row);
        page.refused("ones(3, 4).add(ones(2, 4))", () -> ones(3, 4).add(ones(2, 4)));
    }

    private static void dtypes(Page page) {
        Tensor single = tensor(new float[]{0.1f, 0.2f});
        Tensor twice = tensor(new double[]{0.1, 0.2});
        page.show("float32 + float64", single.add(twice).dtype());
        page.show("float32 + int64", single.add(tensor(1, 2)).dtype());
        page.show("single.eq(twice)", single.eq(twice));
        PrintOptions.set(PrintOptions.DEFAULT.withPrecision(10));
        page.show("single with precision 10", single);
        PrintOptions.set(PrintOptions.DEFAULT);
        page.show("single with precision 4", single);
    }

    private static void transposing(Page page) {
        Tensor x = tensor(new long[][]{{1, 2, 3}, {4, 5, 6}});
        page.show("x.t()", x.t());
        x.t_();
        page.show("x.shape() after x.t_()", x.shape());
        x.fill_(tensor(7));
        page.show("x after x.fill_(7)", x);
        manualSeed(0);
        Tensor images = rand(48, 3, 32, 32);
        images.narrow(1, 1, 2).fill_(0);
        page.show("channels that are not 0", images.ne(0).any(0, 2, 3));
        Tensor bytes = randint(0, 256, 2, 4, 4, 3);
        page.compiled("bytes.permute(0, 3, 1, 2).div(255).sum(0, 2, 3)",
                in -> in.get(0).permute(0, 3, 1, 2).div(255).sum(0, 2, 3), bytes);
    }

    private static void storage(Page page) {
        Tensor points = tensor(new float[][]{{1, 4}, {2, 1}, {3, 5}});
        Tensor turned = points.t();
        page.show("turned.strides()", turned.strides());
        page.show("turned.isContiguous()", turned.isContiguous());
        page.show("turned.contiguous().view(6)", turned.contiguous().view(6));
        page.show("points.select(0, 1).storageOffset()", points.select(0, 1).storageOffset());
    }

    private static void pieces(Page page) {
        Tensor identity = eye(2);
        page.show("cat(identity, identity)", cat(List.of(identity, identity), 1));
        page.show("stack(...).shape()", stack(List.of(identity, identity), 0).shape());
        page.show("linspace(0, 1, 5).chunk(2, 0)", linspace(0, 1, 5).chunk(2, 0));
        page.show("identity.unsqueeze(0).shape(), squeeze().shape(), numel()",
                identity.unsqueeze(0).shape() + ", " + identity.unsqueeze(0).squeeze().shape() + ", "
                        + identity.numel());
        page.compiled("3 as short to double to float16 to bfloat16, halved",
                in -> in.get(0).toDouble().toHalf().toBfloat16().div(2), tensor(new short[]{3}));
        page.show("3.14159 in float16 and in bfloat16", tensor(3.14159).toHalf().item() + ", "
                + tensor(3.14159).toBfloat16().item());
        page.show("65520 in float16", tensor(65520.0).toHalf());
    }

    private static void files(Page page) {
        Tensor x = tensor(new double[][]{{1.5, 2}, {3, 4}});
        try {
            Path file = Files.createTempFile("tour", ".npy");
            Npy.write(file, x.toBuffer());
            page.show("the file's first bytes", new String(Files.readAllBytes(file), 1, 5, StandardCharsets.US_ASCII));
            page.show("read again", tensor(Npy.read(file)));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
