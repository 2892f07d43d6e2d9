package dev.sinter.samples.tour;

import static dev.sinter.Sinter.full;
import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.noGrad;

import dev.sinter.CompiledFunction;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.LoadingException;
import dev.sinter.data.Synthetic;
import dev.sinter.data.TensorDataset;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.optim.Adam;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Datasets and loaders, and learning from them. */
final class Data {
    static final List<Step> STEPS = List.of(
            new Step(25, "Circles", Data::circles),
            new Step(26, "A dataset of one's own, and workers", Data::workers));

    private Data() {}

    /** A network and its optimiser, both from the same seed. */
    private static final class Learner {
        final Sequential net;
        final Adam adam;

        Learner() {
            manualSeed(0);
            net = new Sequential(new Linear(2, 16), new ReLU(), new Linear(16, 16), new ReLU(), new Linear(16, 2));
            adam = new Adam(net.namedParameters(), 0.01);
        }

        Tensor step(Tensor points, Tensor labels) {
            adam.zeroGrad();
            Tensor loss = Functional.crossEntropy(net.call(points), labels);
            loss.backward();
            adam.step();
            return loss;
        }
    }

    private static void circles(Page page) {
        TensorDataset circles = Synthetic.circles(500, 0.1, 0.3, 1);
        DataLoader loader = new DataLoader(circles, 32).shuffle(0);
        page.show("loader.size()", loader.size());
        page.show("circles.get(0)", circles.get(0));
        Learner eager = new Learner();
        Learner compiled = new Learner();
        CompiledFunction step = Trace.named("train").with(compiled.net).with("optimizer", compiled.adam)
                .input("points", "f32[N,2]").input("labels", "i64[N]").output("loss")
                .run(in -> List.of(compiled.step(in.get(0), in.get(1)))).compile();
        boolean isSame = true;
        double last = Double.NaN;
        for (int epoch = 0; epoch < 20; epoch++) {
            for (Batch batch : loader) {
                Tensor loss = eager.step(batch.get(0), batch.get(1));
                isSame &= step.call(batch.get(0), batch.get(1)).toBuffer().sameBits(loss.toBuffer());
                last = loss.itemDouble();
            }
        }
        page.show("each loss of the compiled step has eager code's bits", isSame);
        page.show("the last loss is below 0.05", last < 0.05);
        Tensor points = circles.tensors().get(0);
        Tensor right = noGrad(() -> eager.net.call(points)).argmax(1).eq(circles.tensors().get(1));
        page.show("at least 99 % are right", right.sum().itemLong() >= 495);
        page.compiled("net.call(five points)", eager.net, points.narrow(0, 0, 5).contiguous());
    }

    /** An example of the dataset below. */
    record Square(Tensor sides, long area) {}

    /** Squares by the length of their sides. */
    record Squares(int size) implements Dataset<Square> {
        @Override
        public Square get(int i) {
            if (i == 17) {
                throw new IllegalStateException("there is no square " + i);
            }
            return new Square(full(new long[]{2}, (double) i), (long) i * i);
        }
    }

    private static List<Tensor> tensors(DataLoader loader) {
        List<Tensor> tensors = new ArrayList<>();
        for (Batch batch : loader) {
            tensors.addAll(batch.tensors());
        }
        return tensors;
    }

    private static void workers(Page page) {
        Dataset<Square> squares = new Squares(10);
        Batch batch = new DataLoader(squares, 4).iterator().next();
        page.show("batch.get(\"sides\").shape()", batch.get("sides").shape());
        page.show("batch.get(\"area\")", batch.get("area"));
        // Random numbers in an example come from the loader's seed, the round and the example's number.
        Dataset<Tensor> noisy = squares.map((square, random) -> square.sides().add(random.uniformFloat()));
        DataLoader loader = new DataLoader(noisy, 4).shuffle(3);
        List<Tensor> none = tensors(loader);
        List<Tensor> two = tensors(new DataLoader(noisy, 4).shuffle(3).workers(2));
        page.show("two workers give the batches of none", none.size() == 3
                && IntStream.range(0, 3).allMatch(i -> none.get(i).toBuffer().sameBits(two.get(i).toBuffer())));
        page.compiled("a batch, in a program", in -> in.get(0).square().sum(1), batch.get("sides"));
        for (int workers : new int[]{0, 2}) {
            int seen = 0;
            try {
                for (Batch each : new DataLoader(new Squares(20), 4).workers(workers)) {
                    seen += each.size();
                }
            } catch (LoadingException e) {
                page.show(String.format(Locale.ROOT, "the loop with %d workers, after %d examples", workers, seen),
                        e.getMessage());
                page.show("e.index()", e.index());
                page.show("e.getCause()", e.getCause());
            }
        }
    }
}
