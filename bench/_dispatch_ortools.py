"""The same day by the routing solver of OR-Tools, to compare with."""

from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from solver.day import Day
from solver.insertion import State

#: minutes on the way that a visit is worth
VISIT = 5_000


def solve(problem, seconds):
    """Days of visits with promised times and one helper each.

    :return: State, as good as OR-Tools finds it in that time
    """
    day = Day(problem)
    helpers, visits = day.helpers, day.visits
    homes = [helper.start_place for helper in helpers]
    places = [*homes, *homes, *day.places]
    count = len(helpers)
    manager = pywrapcp.RoutingIndexManager(
        len(places), count, list(range(count)), list(range(count, 2 * count))
    )
    routing = pywrapcp.RoutingModel(manager)
    lengths = [0] * (2 * count) + day.minutes
    rides, times = {}, {}
    for mode, way in problem.travel.minutes.items():
        ride = [[way[one][two] for two in places] for one in places]
        rides[mode] = routing.RegisterTransitMatrix(ride)
        times[mode] = routing.RegisterTransitMatrix(
            [[value + lengths[one] for value in row] for one, row in enumerate(ride)]
        )
    for vehicle, helper in enumerate(helpers):
        routing.SetArcCostEvaluatorOfVehicle(rides[helper.mode], vehicle)
    routing.AddDimensionWithVehicleTransits(
        [times[helper.mode] for helper in helpers], 2000, 4000, False, "time"
    )
    clock = routing.GetDimensionOrDie("time")
    for visit, asked in enumerate(visits):
        index = manager.NodeToIndex(2 * count + visit)
        clock.CumulVar(index).SetRange(day.fixed[visit], day.fixed[visit])
        able = [one for one in range(count) if day.may(one, visit, 0)]
        routing.VehicleVar(index).SetValues([-1, *able])
        routing.AddDisjunction([index], VISIT * asked.weight)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.first_solution_strategy = first
    search = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.local_search_metaheuristic = search
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(parameters)
    state = State(day)
    for vehicle in range(count if found else 0):
        index = found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            visit = manager.IndexToNode(index) - 2 * count
            state.insert(visit, 0, (0, vehicle, len(state.routes[vehicle])))
            index = found.Value(routing.NextVar(index))
    return state
