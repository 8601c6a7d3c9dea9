/** A task of an activity that no worker has taken yet. */
export type ActivityTask = { executionArn: string; task: string; taskToken: string; input: string }

type Worker = (task: ActivityTask) => void
type Queue = { tasks: Set<ActivityTask>; workers: Set<Worker> }

/** Per activity: tasks that wait for a worker, or workers that wait for a task; first come, first served. */
export class ActivityQueues {
  readonly #queues = new Map<string, Queue>()

  /** Gives the task to the worker who has waited longest, or keeps it for the next. Returns what takes it back. */
  offer(activityArn: string, task: ActivityTask): () => void {
    const { tasks, workers } = this.#queue(activityArn)
    const [worker] = workers
    if (worker) {
      workers.delete(worker)
      worker(task)
    } else tasks.add(task)
    return () => tasks.delete(task)
  }

  /** Calls `worker` once with the task that has waited longest, or with the next. Returns what stops waiting. */
  poll(activityArn: string, worker: Worker): () => void {
    const { tasks, workers } = this.#queue(activityArn)
    const [task] = tasks
    if (task) {
      tasks.delete(task)
      worker(task)
    } else workers.add(worker)
    return () => workers.delete(worker)
  }

  #queue(activityArn: string): Queue {
    let queue = this.#queues.get(activityArn)
    if (queue === undefined) {
      queue = { tasks: new Set(), workers: new Set() }
      this.#queues.set(activityArn, queue)
    }
    return queue
  }
}
